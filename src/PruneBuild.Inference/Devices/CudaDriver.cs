using System.Runtime.InteropServices;
using System.Text;

namespace PruneBuild.Inference.Devices;

/// <summary>What the NVIDIA driver says about this machine, asked without the CUDA toolkit.</summary>
/// <remarks>Function names and signatures are those of the CUDA driver API (cuInit, cuDeviceGetCount, cuDeviceGetName).</remarks>
internal static class CudaDriver
{
    private delegate int Init(uint flags);

    private delegate int DeviceGetCount(out int count);

    private delegate int DeviceGetName(byte[] name, int length, int device);

    /// <summary>The names of the GPUs, by index; or what is missing.</summary>
    /// <param name="missing">A clause such as "the driver library libcuda.so.1 is not installed"; null when there are GPUs.</param>
    public static IReadOnlyList<string> Gpus(out string? missing)
    {
        var file = OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";
        if (!NativeLibrary.TryLoad(file, out var driver))
        {
            missing = $"the NVIDIA driver library {file} is not installed";
            return [];
        }

        var status = Function<Init>(driver, "cuInit")(0);
        var count = 0;
        if (status == 0)
            status = Function<DeviceGetCount>(driver, "cuDeviceGetCount")(out count);
        missing = status != 0 ? $"the NVIDIA driver reports error {status}" : count == 0 ? "the NVIDIA driver finds no GPU" : null;
        return missing is null ? [.. Enumerable.Range(0, count).Select(index => Name(driver, index))] : [];
    }

    private static string Name(nint driver, int index)
    {
        var name = new byte[256];
        var status = Function<DeviceGetName>(driver, "cuDeviceGetName")(name, name.Length, index);
        return status == 0 ? Encoding.UTF8.GetString(name, 0, Array.IndexOf(name, (byte)0)) : "unnamed GPU";
    }

    private static T Function<T>(nint library, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
}
