using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Cli.Inputs;

/// <summary>The manifest that a call means, with what the command line says over it.</summary>
internal static class ManifestInput
{
    /// <summary>Name of the manifest where none is given.</summary>
    public const string DefaultName = "prune.yaml";

    /// <summary>Reads it; <c>--device</c> and <c>--seed</c> take the place of the manifest's own.</summary>
    public static Result<PruneManifest> Read(Invocation invocation)
    {
        var read = ManifestReader.Read(invocation.Absolute(invocation.Manifest ?? DefaultName));
        if (!read.IsOk)
            return read;
        var manifest = read.Value;
        return Result<PruneManifest>.Ok(
            manifest with
            {
                Device = invocation.Device is { } device ? manifest.Device.With(device) : manifest.Device,
                Seed = invocation.Seed is { } seed ? manifest.Seed.With(seed) : manifest.Seed,
            },
            read.Diagnostics);
    }
}
