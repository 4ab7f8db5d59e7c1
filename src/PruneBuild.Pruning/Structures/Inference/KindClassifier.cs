namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Reads off the equations what the units of an atom are.</summary>
internal sealed class KindClassifier
{
    private readonly HashSet<Dim> heads;
    private readonly HashSet<Dim> residual;
    private readonly HashSet<Dim> products;
    private readonly HashSet<Dim> besideHeads = [];
    private readonly HashSet<Dim> channels;

    public KindClassifier(InferenceState state)
    {
        heads = [.. state.SoftmaxBatch.SelectMany(dim => dim.Atoms())];
        channels = [.. state.Channels.SelectMany(dim => dim.Atoms())];
        products = [.. state.Products.SelectMany(dim => dim.Atoms())];
        residual = [.. state.Residual.SelectMany(dim => dim.Atoms())];
        foreach (var use in state.WeightUses)
        {
            foreach (var axis in use.Axes)
                MarkBesideHeads(axis);
        }
    }

    public StructureKind Classify(Dim atom)
    {
        if (heads.Contains(atom))
            return StructureKind.Heads;
        if (besideHeads.Contains(atom) || products.Contains(atom))
            return StructureKind.HeadWidth;
        if (residual.Contains(atom))
            return StructureKind.Width;
        return channels.Contains(atom) ? StructureKind.Channels : StructureKind.Neurons;
    }

    /// <summary>A factor next to a head atom on a weight's axis is the width of those heads.</summary>
    private void MarkBesideHeads(Dim axis)
    {
        foreach (var segment in axis.Segments())
        {
            var atoms = segment.Atoms().ToArray();
            if (atoms.Length > 1 && atoms.Any(heads.Contains))
                besideHeads.UnionWith(atoms.Where(atom => !heads.Contains(atom)));
        }
    }
}
