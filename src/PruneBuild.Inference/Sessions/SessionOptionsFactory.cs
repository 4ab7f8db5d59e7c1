using Microsoft.ML.OnnxRuntime;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Sessions;

/// <summary>ONNX Runtime's options from ours.</summary>
internal static class SessionOptionsFactory
{
    /// <summary>Options for this model; the caller disposes them once the session is open.</summary>
    public static SessionOptions Create(OnnxModel model, Device device, SessionSettings settings)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = Level(settings.Optimization),
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Spinning threads burn the cores that other builds on this machine need.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        if (settings.SharesMemory && device.Kind == DeviceKind.Cpu)
            options.AddSessionConfigEntry("session.use_env_allocators", "1");
        if (Path.GetDirectoryName(Path.GetFullPath(model.Path ?? "model.onnx")) is { } folder)
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
        ExecutionProviders.Append(options, device);
        return options;
    }

    private static GraphOptimizationLevel Level(GraphOptimization optimization) => optimization switch
    {
        GraphOptimization.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
        GraphOptimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
        GraphOptimization.All => GraphOptimizationLevel.ORT_ENABLE_ALL,
        _ => throw new ArgumentOutOfRangeException(nameof(optimization), optimization, null),
    };
}
