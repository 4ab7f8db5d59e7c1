namespace PruneBuild.Coverage.Truth;

/// <summary>A structure that the network has, as its source code says.</summary>
/// <param name="Name">Module path and part, for people.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Units">How many units it has.</param>
/// <param name="Carriers">Weights that must shrink together; for each, the tensors of the graph that hold it. A weight that no tensor holds
/// exactly is left out.</param>
/// <param name="IsLayer">True for the outputs of one layer, false for a structure that several weights of a block share.</param>
internal sealed record TrueStructure(string Name, TrueKind Kind, int Units, ValueList<TrueCarrier> Carriers, bool IsLayer = false);

/// <summary>A weight of the network.</summary>
/// <param name="Tensors">Tensors of the graph that hold it.</param>
/// <param name="Axis">For channels: the axis of those tensors that carries them.</param>
internal sealed record TrueCarrier(ValueList<string> Tensors, int Axis = 0);

/// <summary>The columns of the scoreboard.</summary>
internal enum TrueKind
{
    /// <summary>Query heads that have a key/value head of their own, or key/value heads with the query heads that share them.</summary>
    Heads,

    /// <summary>Query heads that share a key/value head, as many as share one.</summary>
    QueryGroups,

    /// <summary>Features of a head that queries and keys contract.</summary>
    QueryKeyWidth,

    /// <summary>Features of a head that values give to the output projection.</summary>
    ValueWidth,

    /// <summary>Neurons of a feed-forward block or a hidden layer.</summary>
    Neurons,

    /// <summary>Output channels of a convolution.</summary>
    Channels,

    /// <summary>Experts of a mixture.</summary>
    Experts,
}
