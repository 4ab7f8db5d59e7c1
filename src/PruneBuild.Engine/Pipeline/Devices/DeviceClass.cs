using System.Runtime.InteropServices;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Engine.Pipeline.Devices;

/// <summary>Kinds of devices whose results count as the same.</summary>
internal static class DeviceClass
{
    /// <summary><c>cpu-x64</c>, <c>cpu-arm64</c>, <c>cuda</c>.</summary>
    public static string Of(Device device) => device.Kind switch
    {
        DeviceKind.Cpu => $"cpu-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
        DeviceKind.Cuda => "cuda",
        _ => throw new ArgumentOutOfRangeException(nameof(device), device.Kind, "Not a kind of device."),
    };
}
