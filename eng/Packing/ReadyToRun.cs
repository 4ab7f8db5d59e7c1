using System.Runtime.InteropServices;
using PruneBuild.Eng.Processes;

namespace PruneBuild.Eng.Packing;

/// <summary>
/// The tool once more for single systems, its assemblies compiled ahead of time (ReadyToRun): most of what a short command takes is
/// compiling at start-up. A system without a folder of its own runs the tool of the folder <c>any</c>, which is compiled while it runs.
/// </summary>
internal static class ReadyToRun
{
    /// <summary>Systems that a release has images for: those that the feed's ONNX Runtime has libraries for.</summary>
    public static IReadOnlyList<string> ReleaseSystems { get; } = ["linux-x64", "osx-arm64", "win-arm64", "win-x64"];

    /// <summary>This machine's system, by its portable name.</summary>
    public static string ThisSystem => RuntimeInformation.RuntimeIdentifier;

    /// <summary>Brings <c>artifacts/ready-to-run</c> up to date with the built tool: a folder for each of these systems,
    /// and no other.</summary>
    /// <exception cref="EngFailure">An assembly cannot be compiled.</exception>
    public static void Make(Repository repository, IReadOnlyList<string> systems)
    {
        var root = Directory.CreateDirectory(repository.ReadyToRunTools).FullName;
        var compiler = Compiler();
        if (compiler is null)
            Console.WriteLine(
                "pack: no source has the compiler of ReadyToRun images; the packages will work without them, and start more slowly");
        var made = new List<string>();
        foreach (var system in compiler is null ? [] : systems)
        {
            if (ReferencesOf(system) is not { } references)
                continue;
            Make(repository, compiler!, references, system);
            made.Add(system);
        }

        foreach (var folder in Directory.EnumerateDirectories(root).Where(folder => !made.Contains(Path.GetFileName(folder))))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>A built program with the compiled assemblies of the tool in place of its own: it runs them as the packed tool
    /// does. Without the compiler they are compiled while it runs.</summary>
    /// <param name="repository">The repository, with the tool and the program built.</param>
    /// <param name="name">The program's project.</param>
    /// <returns>The program's assembly.</returns>
    /// <exception cref="EngFailure">An assembly cannot be compiled.</exception>
    public static string Program(Repository repository, string name)
    {
        if (Compiler() is { } compiler && ReferencesOf(ThisSystem) is { } references)
            Make(repository, compiler, references, ThisSystem);
        var source = Path.Combine(repository.Artifacts, "bin", name, "release");
        var target = Path.Combine(repository.Artifacts, "compiled", name);
        var compiled = Path.Combine(repository.ReadyToRunTools, ThisSystem);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var place = Path.GetRelativePath(source, file);
            var own = Path.Combine(compiled, place);
            CopyNewer(place.EndsWith(".dll", StringComparison.Ordinal) && File.Exists(own) ? own : file, Path.Combine(target, place));
        }

        return Path.Combine(target, $"{name}.dll");
    }

    private static string? Compiler() => FrameworkPackages.Find($"Microsoft.NETCore.App.Crossgen2.{ThisSystem}");

    private static void Make(Repository repository, string compiler, string references, string system)
    {
        var source = Path.GetDirectoryName(repository.BuiltTool)!;
        var target = Directory.CreateDirectory(Path.Combine(repository.ReadyToRunTools, system)).FullName;
        var assemblies = Directory.GetFiles(source, "*.dll");
        Parallel.ForEach(
            assemblies.Where(assembly => IsOlder(Path.Combine(target, Path.GetFileName(assembly)), assembly)),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            assembly => Compile(compiler, assembly, source, references, system, Path.Combine(target, Path.GetFileName(assembly))));
        foreach (var file in Directory.EnumerateFiles(source, "dotnet-prune.*.json").Concat(NativeFiles(source, system)))
            CopyNewer(file, Path.Combine(target, Path.GetRelativePath(source, file)));
    }

    private static void Compile(string compiler, string assembly, string folder, string references, string system, string target)
    {
        var dash = system.IndexOf('-', StringComparison.Ordinal);
        var aside = target + ".new";
        Tool.MustSucceed(
            Path.Combine(compiler, "tools", OperatingSystem.IsWindows() ? "crossgen2.exe" : "crossgen2"),
            [assembly, "-o", aside, "-r", Path.Combine(references, "*.dll"), "-r", Path.Combine(folder, "*.dll"),
                "--targetos", SystemName(system[..dash]), "--targetarch", system[(dash + 1)..], "-O"],
            folder, $"compiling {Path.GetFileName(assembly)} for {system}");
        File.Move(aside, target, overwrite: true);
    }

    /// <summary>The folder of the framework's assemblies for a system: this machine's own, or its runtime pack;
    /// null when no source has the pack.</summary>
    private static string? ReferencesOf(string system)
    {
        if (system == ThisSystem)
            return Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var pack = FrameworkPackages.Find($"Microsoft.NETCore.App.Runtime.{system}");
        if (pack is null)
            Console.WriteLine($"pack: no source has the runtime of {system}; its tool will be compiled while it runs");
        return pack is null ? null : Path.Combine(pack, "runtimes", system, "lib", "net10.0");
    }

    private static IEnumerable<string> NativeFiles(string source, string system)
    {
        var folder = Path.Combine(source, "runtimes", system);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [];
    }

    private static void CopyNewer(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (IsOlder(target, source))
            File.Copy(source, target, overwrite: true);
    }

    private static bool IsOlder(string target, string source) =>
        !File.Exists(target) || File.GetLastWriteTimeUtc(target) < File.GetLastWriteTimeUtc(source);

    private static string SystemName(string name) => name switch { "win" => "windows", "osx" => "osx", _ => "linux" };
}
