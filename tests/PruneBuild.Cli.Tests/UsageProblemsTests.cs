using System.CommandLine;
using System.CommandLine.Help;
using PruneBuild.Cli.Output;
using PruneBuild.Cli.Tests.Commands;

namespace PruneBuild.Cli.Tests;

[TestClass]
public sealed class UsageProblemsTests
{
    [TestMethod]
    [DataRow("There is no command 'inspekt'. Did you mean 'inspect'?", "inspekt")]
    [DataRow("A command is missing. Commands: init, inspect, plan, run, ")]
    [DataRow("A command is missing. Commands: list, prune, verify.", "cache")]
    [DataRow("There is no command 'clera'. Commands: list, prune, verify.", "cache", "clera")]
    [DataRow("'run' has no option '--lockd'. Did you mean '--locked'?", "run", "--lockd")]
    [DataRow("'inspect' has no option '--frmat'. Did you mean '--format'?", "inspect", "model.onnx", "--frmat", "json")]
    [DataRow("'check' has no option '-x'. An argument", "check", "-x")]
    [DataRow("'schema' has no option '--all'. An argument", "schema", "--all")]
    [DataRow("'run' has no option '--foo'. An argument", "run", "--foo")]
    [DataRow("'--seed' takes a whole number of at least 0, not '-1'.", "run", "--seed", "-1")]
    [DataRow("'--seed' takes a whole number of at least 0, not 'x'.", "plan", "--seed=x")]
    [DataRow("'--device' takes auto, cpu, cuda or cuda:N, not 'gpu'.", "run", "--device", "gpu")]
    [DataRow("'--verbosity' takes q(uiet), m(inimal), n(ormal), d(etailed) or diag(nostic), not 'x'.", "check", "-v", "x")]
    [DataRow("'--format' takes text, json, sarif, github or msbuild, not 'xml'.", "check", "--format", "xml")]
    [DataRow("'--on-fail' takes error, keep-original or warn, not 'x'.", "run", "--on-fail", "x")]
    [DataRow("'--executor' takes local or slurm, not 'x'.", "run", "--executor", "x")]
    [DataRow("--shards and --sbatch-option are for a job array; add --executor slurm", "run", "--shards", "3")]
    [DataRow("--shards and --sbatch-option are for a job array; add --executor slurm", "sweep", "--sbatch-option", "partition=gpu")]
    [DataRow("'--threads' takes a whole number from 0 to 1024, not '100000'.", "bench", "--threads", "100000")]
    [DataRow("The shared cache 'ftp://x/y' is no http(s) address and no folder.", "run", "--cache-url", "ftp://x/y")]
    [DataRow("The cache 'http://x/y' is no folder. An address goes behind '--cache-url'.", "run", "--cache", "http://x/y")]
    [DataRow("'--method' names no method.", "sweep", "--method", ",")]
    [DataRow(
        "Method 'wanda' sets single weights to zero, and this sweep cuts structures. Write '--remove sparsity=50%..80%'", "sweep",
        "--remove", "flops=30%", "--method", "wanda")]
    [DataRow(
        "Method 'osscar' cuts structures, and this sweep sets single weights to zero. Write '--remove flops=20%..80%'", "sweep", "--remove",
        "sparsity=30%", "--method", "osscar")]
    [DataRow("Times are not swept", "sweep", "--remove", "latency=20%")]
    [DataRow("'--seconds' takes a number above 0, not '0'.", "bench", "--seconds", "0")]
    public void WhatIsNotThereIsNamedWithWhatItMayHaveMeant(string message, params string[] arguments)
    {
        using var project = new SmallProject();

        var run = ToolRun.In(project.Path, arguments);

        Assert.AreEqual(2, run.ExitCode, run.Error);
        StringAssert.StartsWith(run.Error, $"PruneBuild: error PB1900: {message}");
        Assert.HasCount(1, run.Error.Trim().Split('\n'));
        Assert.IsEmpty(project.Outputs());
    }

    [TestMethod]
    [DataRow("--cache", "run", "--cache", "")]
    [DataRow("--cache-url", "run", "--cache", "none", "--cache-url", "", "--cache-write")]
    [DataRow("--output-dir", "run", "--cache", "none", "--output-dir", "")]
    [DataRow("--build", "run", "--cache", "none", "--build", " ")]
    [DataRow("-C", "-C", "", "run", "--cache", "none")]
    [DataRow("--data", "init", "model.onnx", "--manifest", "new.yaml", "--data", "")]
    [DataRow("--cache", "cache", "--cache", "", "list")]
    [DataRow("MODEL", "init", "", "--manifest", "new.yaml")]
    [DataRow("NAME", "run", "", "--cache", "none")]
    public void AnEmptyValueIsNeitherAPlaceNorAnAbsentOne(string name, params string[] arguments)
    {
        using var project = new SmallProject();
        var before = Directory.GetFileSystemEntries(project.Path);

        var run = ToolRun.In(project.Path, arguments);

        Assert.AreEqual(2, run.ExitCode, run.Error);
        StringAssert.StartsWith(
            run.Error, $"PruneBuild: error PB1900: '{name}' has an empty value: give it one, or leave it out.");
        Assert.HasCount(1, run.Error.Trim().Split('\n'));
        CollectionAssert.AreEquivalent(before, Directory.GetFileSystemEntries(project.Path));
    }

    [TestMethod]
    public void NoOptionOfAnyCommandTakesAnEmptyValue()
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, "/", false, false);
        var root = Tool.Root(terminal, []);
        var taken = from command in root.Subcommands.SelectMany(one => one.Subcommands.Count > 0 ? one.Subcommands : [one])
                    from option in command.Options.Concat(root.Options)
                    where option.ValueType != typeof(bool) && option is not HelpOption and not VersionOption
                    let parsed = root.Parse([.. command.Parents.OfType<Command>().Where(one => one != root).Select(one => one.Name),
                        command.Name, option.Name, ""])
                    where !UsageProblems.Of(parsed).Any(problem => problem.Message.Contains("has an empty value"))
                    select $"{command.Name} {option.Name}";
        Assert.AreEqual("", string.Join(", ", taken));
    }

    [TestMethod]
    public void BehindTwoDashesAnArgumentMayBeginWithOne()
    {
        using var project = new SmallProject();
        File.Copy(project.PathOf("model.onnx"), project.PathOf("-model.onnx"));

        Assert.AreEqual(0, ToolRun.In(project.Path, "inspect", "--", "-model.onnx").ExitCode);
    }
}
