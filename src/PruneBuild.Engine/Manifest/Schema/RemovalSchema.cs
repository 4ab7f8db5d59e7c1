using PruneBuild.Engine.Manifest.Shapes;
using PruneBuild.Engine.Measuring.Units;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>How much goes.</summary>
internal static class RemovalSchema
{
    private static readonly Key<Removal> Flops = Cost(
        "flops", CostWord.Flops, UnitFamily.Flops, "Floating-point operations of one record.");

    private static readonly Key<Removal> Parameters = Cost("parameters", CostWord.Parameters, UnitFamily.Count, "Elements of the weights.");

    private static readonly Key<Removal> Bytes = Cost("bytes", CostWord.Bytes, UnitFamily.Bytes, "Bytes of the weights.");

    private static readonly Key<Removal> Latency = Cost("latency", CostWord.Latency, UnitFamily.Milliseconds, "Time of a run, measured.");

    private static readonly Key<Removal> Units = Key.Optional("units",
        new ShareShape().Select(share => (Removal)new Removal.Units(share.Value, share.Span)), "The same share of units in every group.");

    private static readonly Key<Removal> Sparsity = Key.Optional("sparsity", new SparsityShape(),
        "Weights that become zero: a share anywhere, or at most N of M neighbours kept.");

    private static readonly Key<Removal> AsMuchAs = Key.Optional("as-much-as",
        new ChoiceShape<string>(null, [new("gates", "gates", "")]).Select(word => (Removal)new Removal.AsMuchAsGates(word.Span)),
        "`gates`: the smallest model that passes the gates, found by search.");

    /// <summary>The budget.</summary>
    public static readonly MappingShape<Removal> Shape = new(
        "remove",
        "How much goes.",
        [Flops, Parameters, Bytes, Latency, Units, Sparsity, AsMuchAs],
        (values, _) => values.InOrder<Removal>().First().Value,
        isOneOf: true);

    private static Key<Removal> Cost(string name, CostWord cost, UnitFamily units, string docs)
    {
        var share = Key.Optional(
            "share", new ShareShape().Select(share => (Removal)new Removal.Share(cost, share.Value, share.Span)), "Share that goes.");
        var target = Key.Optional(
            "to", new QuantityShape(units).Select(limit => (Removal)new Removal.Target(cost, limit.Value, limit.Span)),
            $"What may be left, such as `{units.Example}`.");
        return Key.Optional(name, new MappingShape<Removal>(
            $"remove {name}", $"{docs} A bare share stands for `share`.", [share, target],
            (values, _) => values.InOrder<Removal>().First().Value, shorthand: share, isOneOf: true), docs);
    }
}
