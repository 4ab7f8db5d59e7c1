using System.IO.Compression;

namespace PruneBuild.Packages.Tests;

/// <summary>A class library with a model reaches the apps that use it, as a project and as a package.</summary>
[TestClass]
public sealed class LibraryTests
{
    private const string User = "Console.WriteLine(new FileInfo(Lib.Answer.Path).Length);";

    [TestMethod]
    public void AnAppGetsThePrunedModelOfTheLibraryItRefersTo()
    {
        using var library = Library();
        library.Write("../user/User.csproj", UserProject("<ProjectReference Include=\"../app/App.csproj\" />"));
        library.Build("../user/User.csproj").MustSucceed();
        CollectionAssert.AreEqual(
            new[] { $"{Pruned(library)}" }, library.Run(library.PathOf("..", "user", "bin", "Debug", "net10.0", "User.dll")));
    }

    [TestMethod]
    public void AGraphBuildPrunesTheLibraryOnce()
    {
        using var library = Library();
        library.Write("../user/User.csproj", UserProject("<ProjectReference Include=\"../app/App.csproj\" />"));
        var build = library.Build("../user/User.csproj", "-graph").MustSucceed();
        Assert.AreEqual(1, build.TimesSaid("small: calibrating"), build.Output);
        Assert.AreEqual(
            Pruned(library), new FileInfo(library.PathOf("..", "user", "bin", "Debug", "net10.0", "models", "small.onnx")).Length);
    }

    /// <summary>Equal models may meet: both libraries have the model that they look for.</summary>
    [TestMethod]
    public void TwoLibrariesWithDifferentModelsAtOnePathStopAnAppThatHasThePackage()
    {
        using var library = Library();
        library.CopyTo("../second");
        library.Write("../second/App.csproj", library.Read("App.csproj").Replace(
            "<RootNamespace>", "<AssemblyName>Second</AssemblyName><RootNamespace>"));
        library.Write("../second/Program.cs", "");
        library.Write("../user/User.csproj", UserProject(
            "<ProjectReference Include=\"../app/App.csproj\" /><ProjectReference Include=\"../second/App.csproj\" />"
            + "<PackageReference Include=\"PruneBuild.MSBuild\" Version=\"0.1.0\" PrivateAssets=\"all\" />"));
        library.Build("../user/User.csproj").MustSucceed();
        library.WriteModel(48);
        var build = library.Build("../user/User.csproj");
        Assert.AreEqual(1, build.ExitCode, build.Output);
        Assert.Contains("error PB5211 User.csproj(0,0)", build.Problems());
        foreach (var folder in new[] { library.Folder, library.PathOf("..", "second") })
            StringAssert.Contains(build.Output, Path.GetFullPath(Path.Combine(folder, "obj", "prune", "small", "small.onnx")));
    }

    /// <summary>The app knows nothing of PruneBuild, and refers to the package through another project.</summary>
    [TestMethod]
    public void AnAppGetsThePrunedModelOfAPackage()
    {
        using var library = Library();
        library.DotNet("pack", "-o", library.PathOf("..", "feed")).MustSucceed();
        UsePackage(library);
        var user = library.DotNet("publish", "../user/User.csproj", "-o", library.PathOf("..", "out")).MustSucceed();
        Assert.IsFalse(user.StartedTheTool);
        CollectionAssert.AreEqual(
            new[] { $"{Pruned(library)}" }, library.Run(library.PathOf("..", "user", "bin", "Release", "net10.0", "User.dll")));
        CollectionAssert.AreEqual(new[] { $"{Pruned(library)}" }, library.Run(library.PathOf("..", "out", "User.dll")));
    }

    [TestMethod]
    [DataRow("TargetFramework")]
    [DataRow("TargetFrameworks")]
    public void APackageHoldsNoOriginalBesideThePrunedModel(string property)
    {
        using var library = Library();
        library.Write("App.csproj", library.Read("App.csproj")
            .Replace("TargetFramework>", property + ">")
            .Replace("<ItemGroup>", "<ItemGroup><Content Include=\"models/**\" CopyToOutputDirectory=\"PreserveNewest\" />"));
        library.DotNet("pack", "-o", library.PathOf("..", "feed")).MustSucceed();
        using var package = ZipFile.OpenRead(library.PathOf("..", "feed", "App.1.0.0.nupkg"));
        var models = package.Entries.Where(entry => entry.Name == "small.onnx").ToArray();
        Assert.AreEqual("buildTransitive/net10.0/pruned/models/small.onnx", string.Join(", ", models.Select(entry => entry.FullName)));
        Assert.AreEqual(Pruned(library), models[0].Length);
    }

    [TestMethod]
    public void APackageWithTargetsOfItsOwnIsToldToImportOurs()
    {
        using var library = Library();
        library.Write("App.targets", "<Project />");
        library.Write("App.csproj", library.Read("App.csproj")
            .Replace("<ItemGroup>", "<ItemGroup><None Include=\"App.targets\" Pack=\"true\" PackagePath=\"build/\" />"));
        var pack = library.DotNet("pack", "-o", library.PathOf("..", "feed")).MustSucceed();
        Assert.Contains("warning PB5205 App.targets(0,0)", pack.Problems());
        using var package = ZipFile.OpenRead(library.PathOf("..", "feed", "App.1.0.0.nupkg"));
        Assert.IsNotNull(package.GetEntry("buildTransitive/net10.0/PrunedModels.targets"));
    }

    [TestMethod]
    public void SeveralTargetFrameworksPruneOnce()
    {
        using var app = new AppProject();
        app.Write("App.csproj", app.Read("App.csproj")
            .Replace("<OutputType>Exe</OutputType>", "").Replace(
                "<TargetFramework>net10.0</TargetFramework>",
                "<TargetFrameworks>net10.0;netstandard2.1</TargetFrameworks><LangVersion>latest</LangVersion>"));
        app.Write("Program.cs", "namespace App { public static class Answer { public static string Path => PrunedModels.Small.Path; } }");
        // The reference assemblies of an older framework are not in the SDK: they come from the user's sources.
        app.Write("nuget.config", app.Read("nuget.config").Replace("<clear />", ""));
        if (app.DotNet("restore") is { ExitCode: not 0 } restore)
            Assert.Inconclusive(restore.Output);
        var build = app.Build("--no-restore").MustSucceed();
        Assert.AreEqual(1, build.TimesSaid("small: calibrating"));
        foreach (var framework in new[] { "net10.0", "netstandard2.1" })
            CollectionAssert.AreEqual(
                File.ReadAllBytes(app.PathOf("obj", "prune", "small", "small.onnx")),
                File.ReadAllBytes(app.PathOf("bin", "Debug", framework, "models", "small.onnx")));
        app.DotNet("pack", "--no-build", "-c", "Debug", "-o", app.PathOf("..", "feed")).MustSucceed();
        using var package = ZipFile.OpenRead(app.PathOf("..", "feed", "App.1.0.0.nupkg"));
        foreach (var framework in new[] { "net10.0", "netstandard2.1" })
            Assert.IsNotNull(package.GetEntry($"buildTransitive/{framework}/pruned/models/small.onnx"), framework);
    }

    private static AppProject Library()
    {
        var library = new AppProject();
        library.Write(
            "App.csproj", library.Read("App.csproj").Replace("<OutputType>Exe</OutputType>", "<RootNamespace>Lib</RootNamespace>"));
        library.Write("Program.cs", "namespace Lib; public static class Answer { public static string Path => PrunedModels.Small.Path; }");
        library.Write("../user/Program.cs", User);
        library.Write("../user/nuget.config", library.Read("nuget.config"));
        return library;
    }

    private static void UsePackage(AppProject library)
    {
        var config = library.Read("nuget.config").Replace("</packageSources>", "<add key=\"made\" value=\"../feed\" /></packageSources>");
        library.Write("../user/nuget.config", config);
        library.Write("../between/nuget.config", config);
        library.Write("../between/Between.csproj", Own(AppProject.PlainProject.Replace("<OutputType>Exe</OutputType>", "")
            .Replace("</ItemGroup>", "<PackageReference Include=\"App\" Version=\"1.0.0\" /></ItemGroup>")));
        library.Write("../user/User.csproj", Own(UserProject("<ProjectReference Include=\"../between/Between.csproj\" />")));
    }

    private static string UserProject(string reference) => AppProject.PlainProject.Replace("</ItemGroup>", reference + "</ItemGroup>");

    /// <summary>The package that the test makes must not reach the folder of packages that tests share:
    /// the next test makes another.</summary>
    private static string Own(string project) =>
        project.Replace(
            "</PropertyGroup>", "<RestorePackagesPath>$(MSBuildThisFileDirectory)../packages</RestorePackagesPath></PropertyGroup>");

    private static long Pruned(AppProject library) => new FileInfo(library.PathOf("obj", "prune", "small", "small.onnx")).Length;
}
