using System.CommandLine;
using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
using PruneBuild.Cli.Slurm;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Sweeping;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Engine.Reporting;
using PruneBuild.Engine.Reporting.Html;
using PruneBuild.Engine.Reporting.Sweeps;

namespace PruneBuild.Cli.Commands;

/// <summary><c>sweep</c>: the trade-off curve over methods and sizes.</summary>
internal static class SweepCommand
{
    private static readonly Argument<string?> Name = ModelNames.OptionalArgument();

    private static readonly Option<string?> Remove = new("--remove")
    {
        Description = "Cost and shares: flops, parameters, bytes or units; or sparsity=50%,60%..80%,2:4 for masks. "
            + "flops=20%..80% unless given, and sparsity=50%..80% where the manifest asks for masks.",
        HelpName = "flops=20%..80%",
    };

    private static readonly Option<string> Step = new("--step")
    {
        Description = "Distance of two budgets.", HelpName = "10%", DefaultValueFactory = _ => "10%",
    };

    private static readonly Option<string?> Methods = new("--method")
    {
        Description = "Methods, separated by commas; the manifest's own unless given.", HelpName = "A,B",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("sweep", "Prunes a model with several methods and budgets and shows the trade-off; ships nothing.")
        {
            Name, Remove, Step, Methods, OutputFolder.Option,
        };
        CacheOptions.AddTo(command);
        FanOutOptions.AddTo(command);
        return command.Does(terminal, Run, Kept);
    }

    private static int Run(ParseResult parsed, Invocation invocation) => invocation.OnModels(
        ManifestInput.SelectOne(invocation, parsed.GetValue(Name)), (selected, progress) => Sweep(parsed, invocation, selected, progress));

    /// <summary>What is divided among several writes sweep.json when all parts are gathered.</summary>
    private static string Kept(ParseResult parsed, Invocation invocation) =>
        (CacheOptions.Of(parsed, invocation).Keep, FanOutOptions.Divides(parsed)) switch
        {
            (true, true) => "Trials that were finished are in the cache, and the same command goes on from there.",
            (true, false) => "Trials that were finished, if any, are in sweep.json and in the cache, and the same command goes on "
                + "from there.",
            (false, true) => "The same command begins anew.",
            (false, false) => "Trials that were finished, if any, are in sweep.json; without a cache the same command begins anew.",
        };

    private static CommandAnswer Sweep(ParseResult parsed, Invocation invocation, SelectedModels selected, ProgressLines? progress)
    {
        var (manifest, models, place) = selected;
        var grid = Grid(parsed, models[0].Prune[0]);
        if (!grid.IsOk)
            return new CommandAnswer(grid.Diagnostics);
        var caches = CacheOptions.Of(parsed, invocation);
        var read = FanOutOptions.Read(parsed, caches.Any);
        if (!read.IsOk)
            return new CommandAnswer(read.Diagnostics);
        var fanOut = read.Value;
        var request = new SweepRequest(manifest, models[0], grid.Value, caches, fanOut.Part, fanOut.Job);
        var output = OutputFolder.Of(parsed, invocation, place);
        var sweep = fanOut.Slurm
            ? Gather(parsed, invocation, request, fanOut, output, progress)
            : ModelSweep.Run(request, done => Save(request.Entry, output, fanOut, done), progress, invocation.Cancellation);
        if (!sweep.IsOk)
            return new CommandAnswer(sweep.Diagnostics);
        var hindered = Save(request.Entry, output, fanOut, sweep.Value);
        return new CommandAnswer(
            [.. sweep.Diagnostics, .. hindered, .. fanOut.Part is null ? SweepNotes.Of(request, sweep.Value) : []],
            writer => SweepText.Write(writer, sweep.Value, TextStyle.Of(invocation.Terminal.OutColour)), SweepJson.Of(sweep.Value));
    }

    private static Result<SweepResult> Gather(
        ParseResult parsed, Invocation invocation, SweepRequest request, FanOut fanOut, string output, ProgressLines? progress)
    {
        var gathering = new SweepGathering(request with { Job = fanOut.Id });
        var array = new SlurmArray(
            FanOutOptions.Request(parsed, invocation, fanOut, $"sweep-{request.Entry.Name.Value}", output, request.Caches.Folder),
            gathering, progress, invocation.Cancellation);
        var done = array.Run();
        Diagnostic[] told = [.. gathering.Warnings, .. done.Diagnostics];
        return done.IsOk ? Result<SweepResult>.Ok(gathering.Result, told) : Result<SweepResult>.Fail(told);
    }

    private static Result<SweepGrid> Grid(ParseResult parsed, PruneStep own)
    {
        var (remove, step) = (parsed.GetValue(Remove) ?? SweepRemoval.Default(own), parsed.GetValue(Step)!);
        if (remove.Split('=')[0].Trim() == "latency")
            return Wrong(
                "Times are not swept: what a trial takes differs from run to run. Sweep 'flops', and see times in the table; "
                + "or write 'remove: { latency: … }' in the manifest.");
        if (SweepRemoval.Share(step) is not (>= SweepRemoval.LeastStep and <= SweepRemoval.MostStep and var distance))
            return Wrong($"'--step {step}' is no distance of budgets: it takes a share from 0.1% to 100%, such as '--step 10%'.");
        var read = SweepRemoval.Parse(remove, distance);
        if (!read.IsOk)
            return read.As<SweepGrid>();
        var removals = read.Value;
        var (name, masks) = (own.Method?.Value ?? SweepPoint.Custom, removals[0].Masks);
        var methods = (parsed.GetValue(Methods) ?? name)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToValueList();
        if (methods.Count == 0)
            return Wrong($"'--method' names no method. Methods: {string.Join(", ", SweepGrid.KnownMethods(masks))}.");
        var unknown = methods.Except(SweepGrid.KnownMethods(masks)).Except(masks == MaskRecipes.Masks(own) ? [name] : []).ToArray();
        return unknown.Length == 0
            ? Result<SweepGrid>.Ok(new SweepGrid(methods, removals))
            : Wrong([.. unknown.Select(other => Unknown(other, masks))]);
    }

    private static Result<SweepGrid> Wrong(params string[] problems) =>
        Result<SweepGrid>.Fail([.. problems.Select(problem => DiagnosticCatalog.Usage.At(null, problem))]);

    /// <summary>What is wrong with a method: it does the other thing, or there is none of this name.</summary>
    private static string Unknown(string method, bool masks)
    {
        if (SweepGrid.KnownMethods(!masks).Contains(method))
        {
            return masks
                ? $"Method '{method}' cuts structures, and this sweep sets single weights to zero. Write '--remove flops=20%..80%' for it."
                : $"Method '{method}' sets single weights to zero, and this sweep cuts structures. "
                    + "Write '--remove sparsity=50%..80%' for it.";
        }

        var known = SweepGrid.KnownMethods(masks);
        return $"There is no method '{method}'{(masks ? " for masks" : "")}.{NearestName.Hint(method, known)} Methods: "
            + $"{string.Join(", ", known)}.";
    }

    /// <summary>A part of a sweep is not the sweep: whoever gathers the parts writes it.</summary>
    /// <returns>What hinders the page.</returns>
    private static IReadOnlyList<Diagnostic> Save(ModelEntry entry, string output, FanOut fanOut, SweepResult sweep)
    {
        if (fanOut.Part is not null)
            return [];
        var folder = Path.Combine(output, entry.Name.Value);
        Directory.CreateDirectory(folder);
        WholeFile.WriteIfChanged(Path.Combine(folder, SweepJson.FileName), ReadableJson.Text(SweepJson.Of(sweep)));
        WholeFile.WriteIfChanged(Path.Combine(folder, "sweep.csv"), SweepText.Csv(sweep));
        return ReportPage.Refresh(entry, output);
    }
}
