namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Names every dimension of a weight matrix that cannot be cut.</summary>
internal static class RefusalExtraction
{
    public static IEnumerable<Refusal> Extract(InferenceState state, Dictionary<Dim, Pin> pins, IReadOnlyDictionary<Dim, int> groups)
    {
        var carriers = new Dictionary<Dim, List<TensorAxis>>();
        foreach (var use in state.WeightUses.Where(use => use.IsMatrix))
        {
            for (var axis = 0; axis < use.Axes.Length; axis++)
            {
                foreach (var atom in use.Axes[axis].Atoms().Where(atom => atom.Size > 1 && !groups.ContainsKey(atom)))
                    (carriers.TryGetValue(atom, out var known) ? known : carriers[atom] = []).Add(new TensorAxis(use.Tensor, axis));
            }
        }

        var shares = WorkShares(state, carriers.Keys.ToHashSet());
        return carriers
            .Select(pair => (pair.Key, pair.Value, Pin: pins.GetValueOrDefault(pair.Key) ?? Unused(pair.Key, pair.Value[0].Tensor)))
            .Where(found => found.Pin.Reason is not ("it is a kernel extent" or Pin.PartOfPacking))
            .Select(found => new Refusal(
                found.Value[0].Tensor, (int)found.Key.Size, found.Pin.Node, found.Pin.Operator, found.Pin.Reason,
                shares.GetValueOrDefault(found.Key), found.Value.Distinct().ToValueList()));
    }

    private static Pin Unused(Dim atom, string tensor) => new(atom, tensor, "initializer", "nothing sums over it");

    private static Dictionary<Dim, double> WorkShares(InferenceState state, HashSet<Dim> carriers)
    {
        var shares = new Dictionary<Dim, double>();
        var total = 0.0;
        foreach (var term in state.Work)
        {
            var work = term.Factors.Aggregate(1.0, (product, dim) => product * dim.Size);
            total += work;
            foreach (var atom in term.Factors.SelectMany(dim => dim.Atoms()).Distinct().Where(carriers.Contains))
                shares[atom] = shares.GetValueOrDefault(atom) + work;
        }

        return total == 0 ? shares : shares.ToDictionary(pair => pair.Key, pair => pair.Value / total);
    }
}
