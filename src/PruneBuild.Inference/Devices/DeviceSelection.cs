using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using PruneBuild.Diagnostics;
using PruneBuild.Inference.Runtime;

namespace PruneBuild.Inference.Devices;

/// <summary>Turns <c>auto</c>, <c>cpu</c>, <c>cuda</c> and <c>cuda:N</c> into a device that exists.</summary>
public static class DeviceSelection
{
    /// <summary>The device that was asked for. <c>auto</c> takes the first GPU when there is one that works and the CPU otherwise, and its
    /// <see cref="Device.Description" /> says so; <c>cuda</c> is that GPU or an error, never the CPU.</summary>
    /// <returns>The device; or PB3001 for another word, PB3002 with what is missing for CUDA,
    /// PB3003 without a usable ONNX Runtime.</returns>
    public static Result<Device> Select(string request)
    {
        var started = RuntimeEnvironment.Start();
        if (!started.IsOk)
            return started.As<Device>();
        if (request == "cpu")
            return Result<Device>.Ok(Device.Cpu);
        if (request == "auto")
            return Result<Device>.Ok(Cuda(0, out _) ?? Device.Cpu);
        if (Index(request) is not { } index)
            return Result<Device>.Fail(DiagnosticCatalog.DeviceUnknown, null, request);
        return Cuda(index, out var missing) is { } device
            ? Result<Device>.Ok(device)
            : Result<Device>.Fail(DiagnosticCatalog.CudaMissing, null, request, missing);
    }

    /// <summary>True for a word that means a device, whether this machine has it or not.</summary>
    public static bool Knows(string request) => request is "cpu" or "auto" || Index(request) is not null;

    private static int? Index(string request) => request switch
    {
        "cuda" => 0,
        _ when request.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(request.AsSpan("cuda:".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index) => index,
        _ => null,
    };

    private static Device? Cuda(int index, out string missing)
    {
        string? name = null;
        missing = MissingProvider() ?? MissingGpu(index, out name) ?? RefusedProvider(index) ?? "";
        return missing.Length > 0 ? null : new Device(DeviceKind.Cuda, index, $"cuda:{index} ({name})");
    }

    private static string? MissingProvider()
    {
        var runtime = RuntimeLibrary.LoadedPath;
        if (!OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
            return $"ONNX Runtime ('{runtime}') was built without the CUDA provider";
        var provider = Path.Combine(Path.GetDirectoryName(runtime) ?? "", RuntimeLibrary.FileName("onnxruntime_providers_cuda"));
        return File.Exists(provider) ? null : $"the provider library '{provider}' does not exist";
    }

    private static string? MissingGpu(int index, out string? name)
    {
        var gpus = CudaDriver.Gpus(out var missing);
        name = index < gpus.Count ? gpus[index] : null;
        return missing ?? (name is null ? $"there is no GPU {index}, only {gpus.Count}" : null);
    }

    // Loads the provider and what it links to: cuDNN or cuBLAS of another version shows only here.
    private static string? RefusedProvider(int index)
    {
        using var options = new SessionOptions();
        try
        {
            ExecutionProviders.AppendCuda(options, index);
            return null;
        }
        catch (Exception error) when (error is OnnxRuntimeException or NotSupportedException)
        {
            return $"the CUDA provider does not load ({error.Message.TrimEnd('.')})";
        }
    }
}
