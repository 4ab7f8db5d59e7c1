using PruneBuild.Engine.Measuring;

namespace PruneBuild.Engine.Locking;

/// <summary>One model's entry of the lock file.</summary>
/// <param name="Name">Its name in the manifest.</param>
/// <param name="Engine">Version of PruneBuild that made it.</param>
/// <param name="Device">Device class that it was pruned and measured on: <c>cpu-x64</c>, <c>cuda</c>.</param>
/// <param name="Settings">Hash of the model's part of the manifest without gates and output, and of the seed.</param>
/// <param name="Inputs">Every file that was read, with its hash, by path from the manifest's folder.</param>
/// <param name="Method">What was done, in words.</param>
/// <param name="Cuts">Groups that lost units.</param>
/// <param name="Measured">What was measured, in the order of the catalogue of metrics.</param>
/// <param name="Artifact">The pruned model.</param>
public sealed record LockedModel(
    string Name,
    string Engine,
    string Device,
    string Settings,
    ValueList<LockedInput> Inputs,
    string Method,
    ValueList<LockedCut> Cuts,
    ValueList<Measurement> Measured,
    LockedArtifact Artifact)
{
    /// <summary>Seed of everything that was drawn; null in entries of versions that did not note it.</summary>
    public int? Seed { get; init; }
}

/// <summary>A file or folder that was read.</summary>
/// <param name="Path">From the manifest's folder, with <c>/</c>.</param>
/// <param name="Sha256">Hash of its content.</param>
public sealed record LockedInput(string Path, string Sha256);

/// <summary>A group that lost units.</summary>
/// <param name="Group">Its id.</param>
/// <param name="Units">Units that it had.</param>
/// <param name="Kept">Units that stay.</param>
public sealed record LockedCut(string Group, int Units, int Kept);

/// <summary>The pruned model.</summary>
/// <param name="File">File name.</param>
/// <param name="Sha256">Hash of the file, with those of its external data when it has any.</param>
/// <param name="Bytes">Size with external data.</param>
public sealed record LockedArtifact(string File, string Sha256, long Bytes);
