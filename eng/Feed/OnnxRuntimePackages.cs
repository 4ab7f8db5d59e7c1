namespace PruneBuild.Eng.Feed;

/// <summary>What the feed carries: ONNX Runtime's packages, under their ids, laid out as their vendor lays them out.</summary>
/// <remarks>The versions are those that the native libraries report of themselves; the npm packages count on their own.</remarks>
internal static class OnnxRuntimePackages
{
    private const string RuntimeVersion = "1.29.0";
    private const string ExtensionsVersion = "0.14.0";

    /// <summary>Managed sources and native libraries of ONNX Runtime.</summary>
    public static readonly NpmPackage RuntimeSource = new(
        "com.github.asus4.onnxruntime", "0.4.9",
        "BkzxduSZ9IkeDP6Q8lz2TFU2ie7hSSvS7ZIfzMooExoq0CNzJnuuGaUJ7IsojBgqO4ouD1jXah8OYyJbCN29Fg==");

    private static readonly NpmPackage extensionsSource = new(
        "com.github.asus4.onnxruntime-extensions", "0.4.9",
        "aAt/rcVooUfftROQXTrQg6cIxO0nI5PmOt0i1jO99xhIW4JoBZwzSKSl2nROnCKh5TkMNRD2WIC0WEzGVJUM6Q==");

    private static readonly NpmPackage linuxGpuSource = new(
        "com.github.asus4.onnxruntime.linux-x64-gpu", "0.4.9",
        "FopIhNE/Ng+v2X65wVc9clPCBCvhvA53Hxo2U0Kf5fGdVsC7iCA+mZ0KLWggcQAj7TIZ6pNidR4AC10g74Xo6w==");

    // ONNX Runtime for Node.js: its library for Linux was built with CUDA, and loads the providers of the same version beside it.
    private static readonly NpmPackage linuxCudaCoreSource = new(
        "onnxruntime-node", RuntimeVersion,
        "WjiVVB72riILz8HbYvxvmjKyE/WmkYoSfKY++axo5jAR609HQg8MwiG/HhShpTcJfmmAdzxxmB+MMST3A+SiPA==");

    /// <summary>What every build needs: the runtime on the CPU and its extensions.</summary>
    public static IReadOnlyList<FeedPackage> Standard { get; } = [Managed(), Runtime(), Extensions()];

    /// <summary>The CUDA and TensorRT providers for Linux; several hundred megabytes, hence only on request.</summary>
    public static IReadOnlyList<FeedPackage> Gpu { get; } = [GpuLinux(), GpuMeta()];

    private static FeedPackage Managed() => new(
        "Microsoft.ML.OnnxRuntime.Managed", RuntimeVersion,
        Describe("the managed API of ONNX Runtime, compiled from its unchanged sources", RuntimeSource),
        [
            new("net8.0", ("System.Numerics.Tensors", ManagedRuntime.TensorsVersion)),
            new(".NETStandard2.0", ("System.Memory", ManagedRuntime.MemoryVersion)),
        ],
        [
            .. Notices(RuntimeSource),
            .. ManagedRuntime.TargetFrameworks.SelectMany(framework => new[]
            {
                new FeedFile(
                    $"lib/{framework}/{ManagedRuntime.AssemblyName}.dll",
                    new FileOrigin.Compiled(framework, ManagedRuntime.AssemblyName + ".dll")),
                new FeedFile(
                    $"lib/{framework}/{ManagedRuntime.AssemblyName}.xml",
                    new FileOrigin.Compiled(framework, ManagedRuntime.AssemblyName + ".xml")),
            }),
        ]);

    private static FeedPackage Runtime() => new(
        "Microsoft.ML.OnnxRuntime", RuntimeVersion,
        Describe("the native library of ONNX Runtime for Linux, Windows and macOS", RuntimeSource),
        NeedsManaged(),
        [
            .. Notices(RuntimeSource),
            .. FrameworkTargets("Microsoft.ML.OnnxRuntime", "onnxruntime.dll", "onnxruntime_providers_shared.dll"),
            Native(RuntimeSource, "linux-x64", "Linux/x64/libonnxruntime.so"),
            Native(RuntimeSource, "linux-x64", "Linux/x64/libonnxruntime_providers_shared.so"),
            Native(RuntimeSource, "osx-arm64", "macOS/arm64/libonnxruntime.dylib"),
            Native(RuntimeSource, "win-arm64", "Windows/arm64/onnxruntime.dll"),
            Native(RuntimeSource, "win-arm64", "Windows/arm64/onnxruntime_providers_shared.dll"),
            Native(RuntimeSource, "win-x64", "Windows/x64/onnxruntime.dll"),
            Native(RuntimeSource, "win-x64", "Windows/x64/onnxruntime_providers_shared.dll"),
        ]);

    // Native only, as the vendor's: the managed side is SessionOptions.RegisterOrtExtensions of the managed package.
    private static FeedPackage Extensions() => new(
        "Microsoft.ML.OnnxRuntime.Extensions", ExtensionsVersion,
        Describe("ONNX Runtime Extensions: tokenizers, image and audio decoding as operators", extensionsSource),
        [],
        [
            .. Notices(extensionsSource),
            .. FrameworkTargets("Microsoft.ML.OnnxRuntime.Extensions", "ortextensions.dll"),
            Native(extensionsSource, "linux-arm64", "Linux/arm64/libortextensions.so"),
            Native(extensionsSource, "linux-x64", "Linux/x64/libortextensions.so"),
            Native(extensionsSource, "osx-arm64", "macOS/arm64/libortextensions.dylib"),
            Native(extensionsSource, "win-arm64", "Windows/arm64/ortextensions.dll"),
            Native(extensionsSource, "win-x64", "Windows/x64/ortextensions.dll"),
        ]);

    // Not the core library of the other packages: built without CUDA, it refuses the provider, and ends the process in its first run when
    // the provider is registered as a plug-in. The providers need CUDA 13's libraries and cuDNN 9.
    private static FeedPackage GpuLinux() => new(
        "Microsoft.ML.OnnxRuntime.Gpu.Linux", RuntimeVersion,
        Describe("ONNX Runtime with its CUDA and TensorRT providers for Linux", linuxGpuSource),
        NeedsManaged(),
        [
            .. Notices(RuntimeSource),
            new(
                "runtimes/linux-x64/native/libonnxruntime.so",
                new FileOrigin.Npm(linuxCudaCoreSource, "bin/napi-v6/linux/x64/libonnxruntime.so.1")),
            Native(linuxGpuSource, "linux-x64", "Linux/x64/libonnxruntime_providers_cuda.so"),
            Native(linuxGpuSource, "linux-x64", "Linux/x64/libonnxruntime_providers_shared.so"),
            Native(linuxGpuSource, "linux-x64", "Linux/x64/libonnxruntime_providers_tensorrt.so"),
        ]);

    // The vendor's package of this id is empty too and leads to one package per operating system; we have Linux's.
    private static FeedPackage GpuMeta() => new(
        "Microsoft.ML.OnnxRuntime.Gpu", RuntimeVersion,
        Describe("ONNX Runtime for NVIDIA GPUs (Linux only in this feed)", linuxGpuSource),
        [
            new(
                ".NETStandard2.0", ("Microsoft.ML.OnnxRuntime.Managed", RuntimeVersion),
                ("Microsoft.ML.OnnxRuntime.Gpu.Linux", RuntimeVersion)),
        ],
        [.. Notices(RuntimeSource)]);

    private static DependencyGroup[] NeedsManaged() => [new(".NETStandard2.0", ("Microsoft.ML.OnnxRuntime.Managed", RuntimeVersion))];

    private static FeedFile Native(NpmPackage source, string runtimeIdentifier, string plugin) =>
        new($"runtimes/{runtimeIdentifier}/native/{Path.GetFileName(plugin)}", new FileOrigin.Npm(source, $"Plugins/{plugin}"));

    private static IEnumerable<FeedFile> Notices(NpmPackage source) =>
    [
        new("LICENSE", new FileOrigin.Npm(source, "LICENSE")),
        new("ThirdPartyNotices.txt", new FileOrigin.Npm(source, "ThirdPartyNotices.txt")),
    ];

    // .NET finds libraries under runtimes/ by itself; .NET Framework does not and needs them copied beside the program.
    private static IEnumerable<FeedFile> FrameworkTargets(string id, params string[] libraries)
    {
        var items = string.Concat(libraries.Select(library =>
            $"    <Content Include=\"$(MSBuildThisFileDirectory)../../runtimes/win-x64/native/{library}\" Link=\"{library}\" " +
            "CopyToOutputDirectory=\"PreserveNewest\" Visible=\"false\" />\n"));
        var targets = new FileOrigin.Text(
            "<Project>\n  <ItemGroup Condition=\"'$(TargetFrameworkIdentifier)' == '.NETFramework' and '$(PlatformTarget)' != 'x86'\">\n" +
            items + "  </ItemGroup>\n</Project>\n");
        yield return new($"build/netstandard2.0/{id}.targets", targets);
        yield return new($"buildTransitive/netstandard2.0/{id}.targets", targets);
    }

    private static string Describe(string what, NpmPackage source) =>
        $"{what}. Packed for PruneBuild's local feed from the npm package {source.Name} {source.Version}; not an official package.";
}
