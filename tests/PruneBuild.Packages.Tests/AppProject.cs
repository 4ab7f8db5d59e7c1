using System.Diagnostics;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Packages.Tests;

/// <summary>A console app with a tiny model in a temporary folder, built by the real SDK against the packed package.</summary>
internal sealed class AppProject : IDisposable
{
    /// <summary>Gates that hold; the one on line 12 is where tests put others.</summary>
    public const string Manifest = """
        version: 1
        models:
          small:
            source: models/small.onnx
            data:
              calibration: { file: data.csv }
              validation: { file: data.csv }
              label: label
              prepare: [ { array: { columns: "x*" } } ]
            prune: { method: osscar, remove: { flops: 50% } }
            gates:
              agreement: { min: 0.05 }

        """;

    /// <summary>A gate that cannot hold: a size that no model has.</summary>
    public const string FailingGate = "size: { max: 10 B }";

    /// <summary>What a build with labels says of them: they are made up, as the model is.</summary>
    public const string MadeUpLabels = "warning PB4005 prune.yaml(5,5)";

    /// <summary>A project that does not know of the package.</summary>
    public const string PlainProject = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup></ItemGroup>
        </Project>

        """;

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="PruneBuild.MSBuild" Version="0.1.0" PrivateAssets="all" />
          </ItemGroup>
        </Project>

        """;

    private const string ToolManifest = ".config/dotnet-tools.json";

    private const string Program = """
        foreach (var model in App.PrunedModels.All)
        {
            using var stream = model.Open();
            var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            Console.WriteLine($"{model.Name} {(model.IsPruned ? "pruned" : "original")} {bytes.Length} {model.Sha256 == Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.ToArray()))}");
        }

        """;

    private readonly TemporaryFolder folder = new();

    /// <summary>Writes the project; nothing is built yet.</summary>
    /// <param name="manifest">prune.yaml.</param>
    /// <param name="name">Name of the project's folder below the temporary one.</param>
    public AppProject(string manifest = Manifest, string name = "app")
    {
        Packages.Require();
        Folder = Directory.CreateDirectory(folder.File(name)).FullName;
        Write("App.csproj", Project);
        Write("Program.cs", Program);
        Write("prune.yaml", manifest);
        Write("data.csv", LabelledRecords.Csv());
        Write(
            "nuget.config",
            $"""<configuration><packageSources><clear /><add key="feed" value="{Packages.Feed}" /></packageSources></configuration>""");
        Directory.CreateDirectory(PathOf("models"));
        WriteModel(64);
    }

    /// <summary>Folder of the project.</summary>
    public string Folder { get; }

    /// <summary>Where the app finds its model.</summary>
    public string Output => PathOf("bin", "Debug", "net10.0", "models", "small.onnx");

    public string PathOf(params string[] path) => Path.Combine([Folder, .. path]);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    public string Read(string name) => File.ReadAllText(PathOf(name));

    /// <summary>Names the packed tool in the project's tool manifest, for <c>dotnet tool restore</c>.</summary>
    public void NameTool()
    {
        var version = Path.GetFileNameWithoutExtension(
            Directory.GetFiles(Packages.Feed, "PruneBuild.0*.nupkg").Single())["PruneBuild.".Length..];
        Write(
            ToolManifest,
            $$"""{ "version": 1, "isRoot": true, "tools": { "prunebuild": { "version": "{{version}}", "commands": [ "dotnet-prune" ] } } }""");
    }

    /// <summary>Restores the packed tool, so that <c>dotnet prune</c> is it.</summary>
    public void UseTool()
    {
        NameTool();
        using var restore = Launch("dotnet", "tool", "restore");
        Assert.AreEqual(0, restore.WaitForEnd(), restore.Said);
    }

    /// <summary>Copies the project's files to another folder.</summary>
    public void CopyTo(string path)
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(PathOf(path), Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>Builds, and returns what happened.</summary>
    public BuildRun Build(params string[] arguments) => DotNet("build", arguments);

    /// <summary>Runs a command of the SDK with a binary log.</summary>
    public BuildRun DotNet(string command, params string[] arguments)
    {
        var log = folder.File($"{Guid.NewGuid():N}.binlog");
        var (code, output) = Start("dotnet", [command, "--nologo", "-m:1", "-v:n", "-tl:off", $"-bl:{log}", .. arguments]);
        return new BuildRun(code, output, log);
    }

    /// <summary>Runs the built app and returns its lines.</summary>
    public string[] Run(string? assembly = null)
    {
        var (code, output) = Start("dotnet", ["exec", assembly ?? PathOf("bin", "Debug", "net10.0", "App.dll")]);
        Assert.AreEqual(0, code, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Starts a program in the project's folder and goes on.</summary>
    public RunningProgram Launch(string program, params string[] arguments) => new(StartInfo(program, arguments));

    private (int Code, string Output) Start(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(StartInfo(program, arguments))!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(program) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            info.ArgumentList.Add(argument);
        foreach (var (name, value) in Packages.Environment)
            info.Environment[name] = value;
        // The SDK remembers by version alone where a restored tool lies, which may be another checkout's.
        if (File.Exists(PathOf(ToolManifest)))
            (info.Environment["DOTNET_CLI_HOME"], info.Environment["DOTNET_NOLOGO"]) = (folder.File("home"), "1");
        // What "dotnet test" sets for its own processes must not reach the builds.
        foreach (var name in info.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            if (!Packages.Environment.ContainsKey(name))
                info.Environment.Remove(name);
        }

        return info;
    }

    /// <summary>Puts another model in the place of the first: with more neurons, pruning takes long enough to be stopped.</summary>
    public void WriteModel(int neurons) => OnnxWriter.Write(Model(neurons), PathOf("models", "small.onnx"));

    private static OnnxModel Model(int neurons) => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 8)
        .Weight("fc1.weight", 1, 8, neurons)
        .Weight("fc2.weight", 2, neurons, 3)
        .Node("MatMul", ["x", "fc1.weight"], ["h"])
        .Node("Relu", ["h"], ["a"])
        .Node("MatMul", ["a", "fc2.weight"], ["y"])
        .Output("y", ElementType.Float, "batch", 3)
        .Build();
}
