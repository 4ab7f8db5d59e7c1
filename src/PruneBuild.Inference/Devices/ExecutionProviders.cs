using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using PruneBuild.Inference.Runtime;

namespace PruneBuild.Inference.Devices;

/// <summary>Execution providers for session options.</summary>
internal static class ExecutionProviders
{
    /// <summary>Adds what the device needs; the CPU provider is always there.</summary>
    public static void Append(SessionOptions options, Device device)
    {
        if (device.Kind == DeviceKind.Cuda)
            AppendCuda(options, device.Index);
    }

    /// <summary>Adds the CUDA provider, set so that equal inputs give equal bits and Gram matrices keep 24 bits.</summary>
    public static void AppendCuda(SessionOptions options, int index)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string>
        {
            ["device_id"] = index.ToString(CultureInfo.InvariantCulture),
            ["use_tf32"] = "0",
            // The exhaustive search picks algorithms by stopwatch, so another run could take another one.
            ["cudnn_conv_algo_search"] = "HEURISTIC",
        });
        options.AppendExecutionProvider_CUDA(cuda);
        DeterministicCompute.Require(options);
    }
}
