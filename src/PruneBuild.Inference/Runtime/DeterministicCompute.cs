using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace PruneBuild.Inference.Runtime;

/// <summary>The session option of ONNX Runtime that the managed half has no method for: only kernels that give equal bits for equal inputs.</summary>
internal static class DeterministicCompute
{
    /// <summary>Sets it. Without it sums over an axis run in any order on a GPU.</summary>
    /// <param name="options">Options of a session.</param>
    /// <exception cref="NotSupportedException">ONNX Runtime refuses.</exception>
    public static unsafe void Require(SessionOptions options)
    {
        var library = NativeLibrary.Load(RuntimeLibrary.LoadedPath!);
        var table = (OrtApiBase*)((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "OrtGetApiBase"))();
        var api = (OrtApi*)((delegate* unmanaged<uint, nint>)table->GetApi)((uint)NativeVersion.Needed.Minor);
        var status = ((delegate* unmanaged<nint, byte, nint>)api->SetDeterministicCompute)(options.DangerousGetHandle(), 1);
        GC.KeepAlive(options);
        if (status == 0)
            return;
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)api->GetErrorMessage)(status));
        ((delegate* unmanaged<nint, void>)api->ReleaseStatus)(status);
        throw new NotSupportedException($"ONNX Runtime refuses deterministic kernels: {message}");
    }
}
