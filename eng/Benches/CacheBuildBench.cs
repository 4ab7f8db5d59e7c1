namespace PruneBuild.Eng.Benches;

/// <summary>What a build adds that takes a pruned sst2-minilm (61 MB) from the cache, as a fresh checkout does.</summary>
/// <remarks>Two copies of a small app, one without the package; what the build left is deleted before each round,
/// and the rounds are interleaved.</remarks>
internal sealed class CacheBuildBench : IBench
{
    private const int Rounds = 5;
    private const double AllowedMilliseconds = 2000;

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="PruneBuild.MSBuild" Version="0.1.0" PrivateAssets="all" />
          </ItemGroup>
        </Project>

        """;

    /// <inheritdoc />
    public string Name => "cache-build";

    /// <inheritdoc />
    public string Summary => "what a build adds that finds sst2-minilm of ../shared in the cache: median of 5, below 2 s";

    /// <inheritdoc />
    public bool Run(Repository repository, string[] arguments)
    {
        var shared = Path.Combine(repository.Root, "..", "shared");
        if (!Directory.Exists(shared))
            throw new EngFailure("this needs ../shared");
        var work = Directory.CreateTempSubdirectory("prunebuild-bench-");
        try
        {
            var (with, without) = (Make(repository, shared, Path.Combine(work.FullName, "with")),
                Make(repository, shared, Path.Combine(work.FullName, "without")));
            without.RemovePackage("PruneBuild.MSBuild");
            Environment.SetEnvironmentVariable("PRUNEBUILD_CACHE", Path.Combine(work.FullName, "cache"));
            with.Build(repository, restore: true);
            without.Build(repository, restore: true);
            var added = BuildComparison.Added(repository, with, without, Rounds, Forget);
            Console.WriteLine(FormattableString.Invariant($"  added: {added:0} ms (below {AllowedMilliseconds:0} ms)"));
            return added < AllowedMilliseconds;
        }
        finally
        {
            Environment.SetEnvironmentVariable("PRUNEBUILD_CACHE", null);
            work.Delete(recursive: true);
        }
    }

    /// <summary>Everything that a build leaves goes, but what the restore left stays.</summary>
    private static void Forget(SampleCopy copy)
    {
        foreach (var folder in new[] { "bin", Path.Combine("obj", "prune"), Path.Combine("obj", "Release") })
        {
            if (Path.Combine(copy.Folder, folder) is var path && Directory.Exists(path))
                Directory.Delete(path, recursive: true);
        }
    }

    private static SampleCopy Make(Repository repository, string shared, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "models"));
        File.WriteAllText(Path.Combine(folder, "App.csproj"), Project);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), "System.Console.WriteLine();\n");
        foreach (var file in new[] { "sst2-minilm.onnx", "vocab.txt" })
            File.Copy(Path.Combine(shared, "models", "sst2-minilm", file), Path.Combine(folder, "models", file));
        foreach (var file in new[] { "train.tsv", "dev.tsv" })
            File.Copy(Path.Combine(shared, "data", "sst2", file), Path.Combine(folder, file));
        File.WriteAllText(Path.Combine(folder, "prune.yaml"), """
            version: 1
            models:
              sentiment:
                source: models/sst2-minilm.onnx
                data:
                  calibration: { file: train.tsv, take: 200 }
                  validation: { file: dev.tsv, take: 200 }
                  label: label
                  prepare: [ { tokenize: { kind: wordpiece, vocabulary: models/vocab.txt, text: sentence, max-length: 64 } } ]
                prune: { method: magnitude, reconstruct: none, remove: { flops: 20% } }
                gates: { flops: { max-ratio: 0.9 } }

            """);
        return SampleCopy.WithFeed(repository, folder);
    }
}
