using System.Xml.Linq;
using PruneBuild.Eng.Packing;
using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Benches;

/// <summary>A copy of the sample app outside the checkout, with the checkout's feed as an additional source.</summary>
/// <param name="Folder">Where the copy is.</param>
internal sealed record SampleCopy(string Folder)
{
    private static readonly string[] outputs = ["bin", "obj"];

    /// <summary>Copies the sources of the sample app; its outputs stay behind.</summary>
    public static SampleCopy Make(Repository repository, string folder)
    {
        if (!Directory.Exists(repository.SampleApp))
            throw new EngFailure($"{repository.SampleApp} is missing");
        CopyFolder(repository.SampleApp, folder);
        return WithFeed(repository, folder);
    }

    /// <summary>An app that is there already, from now on with the checkout's feed as an additional source.</summary>
    public static SampleCopy WithFeed(Repository repository, string folder)
    {
        File.WriteAllText(
            Path.Combine(folder, "nuget.config"),
            $"""<configuration><packageSources><add key="prunebuild-local" value="{repository.Feed}" /></packageSources></configuration>""");
        return new SampleCopy(folder);
    }

    /// <summary>Takes a package reference out of the copy's projects.</summary>
    public void RemovePackage(string id)
    {
        foreach (var project in Directory.EnumerateFiles(Folder, "*.csproj", SearchOption.AllDirectories))
        {
            var document = XDocument.Load(project);
            document.Descendants("PackageReference").Where(reference => (string?)reference.Attribute("Include") == id).Remove();
            document.Save(project);
        }
    }

    /// <summary>Takes over the class that the build of another copy generated, which the app's code needs when
    /// the package is gone.</summary>
    public void TakeGeneratedClass(SampleCopy other)
    {
        var generated = Directory.EnumerateFiles(
            Path.Combine(other.Folder, "obj"), "PrunedModels.g.cs", SearchOption.AllDirectories).Single();
        File.Copy(generated, Path.Combine(Folder, "PrunedModels.cs"));
    }

    /// <summary>Builds the copy with the packages of the checkout.</summary>
    /// <exception cref="EngFailure">It did not build.</exception>
    public void Build(Repository repository, bool restore)
    {
        var arguments = new List<string> { "build", "-c", "Release", "--nologo", "-v", "quiet" };
        if (!restore)
            arguments.Add("--no-restore");
        Tool.MustSucceed("dotnet", arguments, Folder, "building the sample app", RestoreFolders.Environment(repository));
    }

    private static void CopyFolder(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(source).Where(folder => !outputs.Contains(Path.GetFileName(folder))))
            CopyFolder(folder, Path.Combine(target, Path.GetFileName(folder)));
    }
}
