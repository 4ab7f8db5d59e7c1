namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>A group and the atom it was read from.</summary>
internal sealed record ExtractedGroup(Dim Atom, PruneGroup Group);

/// <summary>Collects the sites of every atom that may shrink.</summary>
internal static class GroupExtraction
{
    public static IReadOnlyList<ExtractedGroup> Extract(InferenceState state, HashSet<Dim> candidates)
    {
        var slices = Slices(state, candidates);
        var consumers = Consumers(state, candidates);
        var kinds = new KindClassifier(state);
        var names = new GroupNames(state);
        return
        [
            .. consumers.Select(pair => (Atom: pair.Key, Consumers: pair.Value)).Select(found => new ExtractedGroup(
                found.Atom,
                new PruneGroup(
                    names.Name(kinds.Classify(found.Atom), slices[found.Atom], found.Consumers),
                    kinds.Classify(found.Atom),
                    (int)found.Atom.Size,
                    slices[found.Atom].ToValueList(),
                    found.Consumers.ToValueList(),
                    found.Consumers[0].TapPattern.UnitWidth))),
        ];
    }

    private static Dictionary<Dim, List<TensorSlice>> Slices(InferenceState state, HashSet<Dim> candidates)
    {
        var slices = candidates.ToDictionary(atom => atom, _ => new List<TensorSlice>());
        foreach (var use in state.WeightUses)
        {
            for (var axis = 0; axis < use.Axes.Length; axis++)
            {
                if (!use.Axes[axis].Atoms().Any(candidates.Contains))
                    continue;
                foreach (var (atom, pattern) in Occurrences.Of(use.Axes[axis]).Where(found => candidates.Contains(found.Atom)))
                    slices[atom].Add(new TensorSlice(use.Node, use.Input, use.Tensor, axis, pattern));
            }
        }

        return slices;
    }

    /// <summary>In the order in which the graph first sums over an atom.</summary>
    private static Dictionary<Dim, List<Consumer>> Consumers(InferenceState state, HashSet<Dim> candidates)
    {
        var consumers = new Dictionary<Dim, List<Consumer>>();
        foreach (var contraction in state.Contractions)
        {
            if (!contraction.Dim.Atoms().Any(candidates.Contains))
                continue;
            foreach (var (atom, pattern) in Occurrences.Of(contraction.Dim).Where(found => candidates.Contains(found.Atom)))
            {
                if (!consumers.TryGetValue(atom, out var list))
                    consumers[atom] = list = [];
                list.Add(new Consumer(
                    contraction.Node, contraction.Input, contraction.Value, contraction.Axis, pattern, contraction.Kind, contraction.Weight,
                    contraction.OutputsFirst, contraction.Outputs, contraction.PerIndex, contraction.Zero,
                    contraction.Body, contraction.Place, contraction.Experts));
            }
        }

        return consumers;
    }
}
