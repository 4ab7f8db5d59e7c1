using PruneBuild.Inference.Devices;

namespace PruneBuild.Inference.Streaming;

/// <summary>How many batches go through a model at once.</summary>
/// <remarks>Batches side by side on single-threaded sessions keep the cores as busy as one batch on all cores does, and give the same bits
/// on any number of them.</remarks>
public static class Workers
{
    /// <summary>A worker for each core; one on a GPU, which is parallel enough.</summary>
    public static int For(Device device) => device.Kind == DeviceKind.Cpu ? Environment.ProcessorCount : 1;
}
