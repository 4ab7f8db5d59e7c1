using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace PruneBuild.Inference.Runtime;

/// <summary>The session option of ONNX Runtime that the managed half has no method for:
/// only kernels that give equal bits for equal inputs.</summary>
internal static unsafe class DeterministicCompute
{
    // Options exist, so the library is loaded when this is first read; looking it up among the process's modules takes long.
    private static readonly OrtApi* Api = Table();

    /// <summary>Sets it. Without it sums over an axis run in any order on a GPU.</summary>
    /// <param name="options">Options of a session.</param>
    /// <exception cref="NotSupportedException">ONNX Runtime refuses.</exception>
    public static void Require(SessionOptions options)
    {
        var status = ((delegate* unmanaged<nint, byte, nint>)Api->SetDeterministicCompute)(options.DangerousGetHandle(), 1);
        GC.KeepAlive(options);
        if (status == 0)
            return;
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Api->GetErrorMessage)(status));
        ((delegate* unmanaged<nint, void>)Api->ReleaseStatus)(status);
        throw new NotSupportedException($"ONNX Runtime refuses deterministic kernels: {message}");
    }

    private static OrtApi* Table()
    {
        var entries = NativeVersion.Entries(NativeLibrary.Load(RuntimeLibrary.LoadedPath!));
        return (OrtApi*)((delegate* unmanaged<uint, nint>)entries[0])((uint)NativeVersion.Needed.Minor);
    }
}
