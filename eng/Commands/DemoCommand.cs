using PruneBuild.Eng.Packing;
using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Commands;

/// <summary>Builds the sample app, which prunes its models, and runs it on a sentence and an image.</summary>
internal sealed class DemoCommand : ICommand
{
    private const string Sentence = "The plot is thin, but the actors carry it with charm and wit.";
    private static readonly string[] imageEndings = [".jpg", ".jpeg", ".png"];

    /// <inheritdoc />
    public string Name => "demo";

    /// <inheritdoc />
    public string Summary => "builds the sample app, pruning its models in that build, and runs it";

    /// <inheritdoc />
    public int Run(Repository repository, string[] arguments)
    {
        PackCommand.BuildAndPack(repository);
        var environment = RestoreFolders.Environment(repository);
        Console.WriteLine("demo: building the sample app; this prunes its models, unless they are pruned already");
        DotNet.MustRun(
            repository, ["build", repository.SampleApp, "-c", "Release", "--nologo", "-v", "minimal"], "building the sample app", environment);
        string[] input = arguments.Length > 0 ? arguments : [Sentence, Image(repository)];
        return Tool.Run("dotnet", ["run", "--project", repository.SampleApp, "-c", "Release", "--no-build", "--", .. input], repository.SampleApp, environment);
    }

    private static string Image(Repository repository) =>
        Directory.EnumerateFiles(repository.SampleApp, "*", SearchOption.AllDirectories)
            .Where(file => imageEndings.Contains(Path.GetExtension(file)) && !IsOutput(Path.GetRelativePath(repository.SampleApp, file)))
            .Order(StringComparer.Ordinal).FirstOrDefault() ?? throw new EngFailure("the sample app has no image");

    private static bool IsOutput(string relative) => relative.Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj";
}
