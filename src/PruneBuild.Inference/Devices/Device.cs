namespace PruneBuild.Inference.Devices;

/// <summary>Where sessions run.</summary>
/// <param name="Kind">Processor family.</param>
/// <param name="Index">Which GPU; 0 for the CPU.</param>
/// <param name="Description">For people, with the name of the hardware: <c>cpu (Xeon …, 8 cores)</c>, <c>cuda:0 (H200)</c>.</param>
public sealed record Device(DeviceKind Kind, int Index, string Description)
{
    /// <summary>The processor that this process runs on.</summary>
    public static Device Cpu { get; } = new(
        DeviceKind.Cpu, 0, $"cpu ({Processor.Name}, {Environment.ProcessorCount} {(Environment.ProcessorCount == 1 ? "core" : "cores")})");
}

/// <summary>Processor families.</summary>
public enum DeviceKind
{
    /// <summary>ONNX Runtime's CPU provider.</summary>
    Cpu,

    /// <summary>ONNX Runtime's CUDA provider; operators that it lacks run on the CPU, as they do in the app.</summary>
    Cuda,
}
