using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Pipeline.Checking;

/// <summary>What a check is asked for.</summary>
/// <param name="Manifest">The manifest, with what the command line says over it.</param>
/// <param name="Models">Those of its models that are to be checked, in its order.</param>
/// <param name="Tree">The lock file and what it names.</param>
/// <param name="Measure">True to run the models again instead of trusting what the lock file says was measured.</param>
public sealed record CheckRequest(PruneManifest Manifest, ValueList<ModelEntry> Models, LockedTree Tree, bool Measure = false)
{
    /// <summary>True when all models of the manifest are checked.</summary>
    internal bool IsWhole => Models.Count == Manifest.Models.Count;
}
