using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Reads groups, refusals and costs off the solved equations.</summary>
internal static class StructureExtraction
{
    public static ModelStructure Extract(InferenceState state, Func<Dim, double> sizeToPriceWith)
    {
        var pins = PinsByAtom(state);
        var candidates = Candidates(state, pins);
        ObligationSolver.Restrict(state.Obligations, candidates, (atom, obligation) => pins.TryAdd(
            atom, new Pin(atom, obligation.Reader.Node, "shape arithmetic", "an integer computed from its size could not follow a cut")));

        var groups = GroupExtraction.Extract(state, candidates);
        var index = groups.Select((group, i) => (group.Atom, i)).ToDictionary(pair => pair.Atom, pair => pair.i);
        var sizes = new SizePolynomials(index, atom => atom.Size);
        var cost = CostExtraction.Extract(state, groups, new SizePolynomials(index, sizeToPriceWith), sizes);
        var attributes = state.AttributeObligations
            .Where(obligation => obligation.Target.Atoms().Any(index.ContainsKey))
            .Select(obligation => new AttributeSizeSite(
                obligation.Node, obligation.Attribute, obligation.Element, sizes.Of(obligation.Target)));
        return new ModelStructure(
            groups.Select(group => group.Group).ToValueList(),
            RefusalExtraction.Extract(state, pins, index).ToValueList(),
            ObligationSolver.Edits(state.Obligations, index).ToValueList(),
            attributes.ToValueList(),
            ValueSizes(state, index, sizes).ToValueList(),
            cost);
    }

    private static IEnumerable<ValueSizeSite> ValueSizes(InferenceState state, Dictionary<Dim, int> groups, SizePolynomials sizes)
    {
        var ofBodies = GraphTree.Bodies(state.Model.Graph).SelectMany(body => body.ValueInfo.Concat(body.Input).Concat(body.Output));
        foreach (var info in state.Model.Graph.ValueInfo.Concat(state.NamesAreUnique ? ofBodies : []).DistinctBy(info => info.Name))
        {
            var dims = state.IsKnown(info.Name) ? state.Find(info.Name)! : [];
            for (var axis = 0; axis < dims.Length; axis++)
            {
                if (dims[axis].Atoms().Any(groups.ContainsKey))
                    yield return new ValueSizeSite(info.Name, axis, sizes.Of(dims[axis]));
            }
        }
    }

    private static Dictionary<Dim, Pin> PinsByAtom(InferenceState state)
    {
        PinMixedConsumers(state);
        PinPartlyFixed(state);
        var pins = new Dictionary<Dim, Pin>();
        foreach (var pin in state.Pins)
        {
            foreach (var atom in pin.Dim.Atoms())
                pins.TryAdd(atom, pin);
        }

        return pins;
    }

    /// <summary>Where a packed weight cannot lose a unit alone, the unit stays with zeros for weights.
    /// That silences it only if no other consumer reads it.</summary>
    private static void PinMixedConsumers(InferenceState state)
    {
        var repacked = state.Repacked.SelectMany(pair => pair.Dim.Atoms()).ToHashSet();
        if (repacked.Count == 0)
            return;
        var nodes = state.Repacked.Select(pair => pair.Node).ToHashSet();
        foreach (var contraction in state.Contractions.Where(contraction => !nodes.Contains(contraction.Node)))
        {
            foreach (var atom in contraction.Dim.Atoms().Where(repacked.Contains))
                state.Pin(
                    new Pin(atom, contraction.Node, "contraction", "a packed weight reads it, and another consumer that is not packed"));
        }
    }

    /// <summary>
    /// A unit is masked at the values that are summed over. Where some of the sums are of constants alone, a consumer's weight enters a
    /// number besides (its norm by u·W·v): with the unit's part of the weight that number changes, and what stays is no longer what it was.
    /// Where all of them are (the rank of a weight made as A·B), nothing else is touched.
    /// </summary>
    private static void PinPartlyFixed(InferenceState state)
    {
        var sums = state.Contractions.ToLookup(contraction => state.Fixed.Contains(contraction.Node));
        var computed = sums[false].SelectMany(contraction => contraction.Dim.Atoms()).ToHashSet();
        foreach (var contraction in sums[true])
        {
            foreach (var atom in contraction.Dim.Atoms().Where(computed.Contains))
                state.Pin(new Pin(atom, contraction.Node, "contraction", "a statistic of weights sums over it"));
        }
    }

    /// <summary>Atoms that nothing pins, that some node sums over, and that weights carry.</summary>
    private static HashSet<Dim> Candidates(InferenceState state, Dictionary<Dim, Pin> pins)
    {
        var carried = state.WeightUses.SelectMany(use => use.Axes).SelectMany(dim => dim.Atoms()).ToHashSet();
        return state.Contractions.SelectMany(contraction => contraction.Dim.Atoms())
            .Where(atom => atom.Size > 1 && !pins.ContainsKey(atom) && carried.Contains(atom))
            .ToHashSet();
    }
}
