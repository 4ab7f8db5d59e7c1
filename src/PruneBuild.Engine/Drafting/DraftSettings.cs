namespace PruneBuild.Engine.Drafting;

/// <summary>What a draft says of all its models.</summary>
/// <param name="Device">Where they run: auto, cpu, cuda or cuda:N.</param>
/// <param name="Seed">Seed of every random choice.</param>
public sealed record DraftSettings(string Device, int Seed)
{
    /// <summary>What it says when nothing is asked for.</summary>
    public static DraftSettings Default { get; } = new("auto", 0);
}
