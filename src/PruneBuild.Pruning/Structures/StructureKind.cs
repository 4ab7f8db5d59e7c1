namespace PruneBuild.Pruning.Structures;

/// <summary>What a group's units are; read off the equations, never matched by name.</summary>
public enum StructureKind
{
    /// <summary>Attention heads: summed over by a matrix right after a Softmax-weighted product (with key/value groups when
    /// queries share them).</summary>
    Heads,

    /// <summary>Neurons between two matrices.</summary>
    Neurons,

    /// <summary>Channels that a convolution makes and that live inside one branch.</summary>
    Channels,

    /// <summary>Channels or features on a residual stream, coupled over additions.</summary>
    Width,

    /// <summary>Width of a head: the contraction of queries and keys, or of values and the output projection.</summary>
    HeadWidth,

    /// <summary>Experts of a mixture.</summary>
    Experts,

    /// <summary>Residual branches that can be dropped whole.</summary>
    Layers,
}
