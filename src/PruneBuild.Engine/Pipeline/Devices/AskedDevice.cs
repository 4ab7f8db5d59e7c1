using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Engine.Pipeline.Devices;

/// <summary>The device that a manifest, or the command line in its place, asks for.</summary>
public static class AskedDevice
{
    /// <summary>What a command line asks for, which has no place in the manifest.</summary>
    public static Located<string> OnCommandLine(string device) => new(device, new SourceSpan(""));

    /// <summary>The device; or what is missing, at the manifest's line where the manifest asked.</summary>
    public static Result<Device> Select(PruneManifest manifest)
    {
        var device = DeviceSelection.Select(manifest.Device.Value);
        return device.IsOk || manifest.Device.Span.File.Length == 0
            ? device
            : Result<Device>.Fail([.. device.Diagnostics.Select(problem => problem with { Location = manifest.Device.Span })]);
    }
}
