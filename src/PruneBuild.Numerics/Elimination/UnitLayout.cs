namespace PruneBuild.Numerics.Elimination;

/// <summary>Which features (rows of a consumer's weight) leave together with each unit:
/// one for a neuron, d_h for a head, k² for a channel.</summary>
public sealed class UnitLayout
{
    private readonly int[][] features;

    private UnitLayout(int featureCount, int[][] features)
    {
        FeatureCount = featureCount;
        this.features = features;
    }

    /// <summary>d: all features of the consumer. Those in no unit are never removed.</summary>
    public int FeatureCount { get; }

    /// <summary>Number of units.</summary>
    public int Count => features.Length;

    /// <summary>Units of <paramref name="width" /> consecutive features that fill the whole range.</summary>
    public static UnitLayout Blocks(int units, int width) =>
        new(units * width, [.. Enumerable.Range(0, units).Select(unit => Enumerable.Range(unit * width, width).ToArray())]);

    /// <summary>Units with these features each; a feature belongs to one unit at most.</summary>
    /// <exception cref="ArgumentException">A feature is out of range or belongs to two units, or a unit has none.</exception>
    public static UnitLayout Of(int featureCount, IEnumerable<IEnumerable<int>> unitFeatures)
    {
        int[][] features = [.. unitFeatures.Select(unit => unit.ToArray())];
        var seen = new HashSet<int>();
        foreach (var unit in features)
        {
            if (unit.Length == 0)
                throw new ArgumentException("A unit needs at least one feature.", nameof(unitFeatures));
            foreach (var feature in unit)
                if (feature < 0 || feature >= featureCount || !seen.Add(feature))
                    throw new ArgumentException($"Feature {feature} is out of range or in two units.", nameof(unitFeatures));
        }
        return new(featureCount, features);
    }

    /// <summary>The features of one unit.</summary>
    public ReadOnlySpan<int> Features(int unit) => features[unit];

    /// <summary>The features that stay when these units stay, ascending: theirs, and those in no unit.</summary>
    public int[] KeptFeatures(IEnumerable<int> keptUnits)
    {
        var stays = Enumerable.Repeat(true, FeatureCount).ToArray();
        foreach (var unit in Enumerable.Range(0, Count).Except(keptUnits))
            foreach (var feature in features[unit])
                stays[feature] = false;
        return [.. Enumerable.Range(0, FeatureCount).Where(feature => stays[feature])];
    }
}
