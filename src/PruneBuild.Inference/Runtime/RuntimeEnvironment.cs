using Microsoft.ML.OnnxRuntime;
using PruneBuild.Diagnostics;

namespace PruneBuild.Inference.Runtime;

/// <summary>ONNX Runtime's environment, started once per process with telemetry off.</summary>
internal static class RuntimeEnvironment
{
    /// <summary>Builds of ONNX Runtime for Linux and macOS upload events unless this variable is set before they load.</summary>
    internal const string TelemetryVariable = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<Result<OrtEnv>> Environment = new(Create);

    /// <summary>The environment, or why the native library cannot serve.</summary>
    public static Result<OrtEnv> Start() => Environment.Value;

    private static Result<OrtEnv> Create()
    {
        NativeEnvironment.Set(TelemetryVariable, "1");
        RuntimeLibrary.MarkStarted();
        try
        {
            // What goes wrong comes back as an exception and becomes a diagnostic; the runtime's own log would say it a second time.
            var options = new EnvironmentCreationOptions { logId = "prunebuild", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            var environment = OrtEnv.CreateInstanceWithOptions(ref options);
            environment.DisableTelemetryEvents();
            ShareMemory(environment);
            return Result<OrtEnv>.Ok(environment);
        }
        catch (Exception error) when (IsUnusableLibrary(error))
        {
            return Result<OrtEnv>.Fail(DiagnosticCatalog.RuntimeUnusable, null, Innermost(error).Message);
        }
    }

    /// <summary>Makes the memory that sessions share (<see cref="Sessions.SessionSettings.SharesMemory" />).</summary>
    private static void ShareMemory(OrtEnv environment)
    {
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var defaults = new OrtArenaCfg(0, -1, -1, -1);
        environment.CreateAndRegisterAllocator(memory, defaults);
    }

    // An older native library lacks the functions that the managed half binds to while its types initialise.
    private static bool IsUnusableLibrary(Exception error) =>
        error is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException
            or NotSupportedException or OnnxRuntimeException;

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;
}
