using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>Which elements of a weight a mask took, and what they were worth.</summary>
/// <param name="Inputs">Share of zeros by feature that enters; of a convolution by channel. Parts come one after the other.</param>
/// <param name="Outputs">Share of zeros by output.</param>
/// <param name="Score">What elements are compared by here: <c>|w|</c>, or <c>|w|·‖x‖</c> with the root mean square of the feature.</param>
/// <param name="LargestGone">Highest score among those that went; NaN when none did.</param>
/// <param name="SmallestKept">Lowest score among those that stay; NaN when none does. Scores are compared output by output by some methods,
/// so that it may be below the other.</param>
/// <param name="PredictedLoss">Squared error of the product over its energy, if features were independent of each other
/// and nothing were updated.</param>
public sealed record MaskFindings(
    ZeroShares Inputs, ZeroShares Outputs, string Score, double LargestGone, double SmallestKept, double PredictedLoss)
{
    /// <summary>Reads them off a weight and its masks.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="parts">Its matrices before.</param>
    /// <param name="masks">Their masks.</param>
    /// <param name="features">What was measured of what enters; null for nothing: all features count alike then.</param>
    /// <param name="byMagnitude">True when the method looks at weights only.</param>
    internal static MaskFindings Of(
        MaskableWeight weight, IReadOnlyList<Matrix> parts, IReadOnlyList<WeightMask> masks, Moments? features, bool byMagnitude)
    {
        var (channels, outputs) = (weight.Layout.Features / weight.Layout.Window, weight.Layout.Outputs);
        var (ofInputs, ofOutputs) = (new double[parts.Count * channels], new double[parts.Count * outputs]);
        var (gone, kept, lost, all) = (double.NaN, double.NaN, 0.0, 0.0);
        for (var part = 0; part < parts.Count; part++)
        {
            var (matrix, mask) = (parts[part], masks[part]);
            var squares = features is null ? null : PartFeatures.Of(weight, features, part).SquareSums;
            for (var feature = 0; feature < matrix.Rows; feature++)
            {
                var energy = squares is null ? 1 : Math.Max(0, squares[feature]) / Math.Max(1, features!.Rows);
                for (var output = 0; output < matrix.Columns; output++)
                {
                    var value = matrix[feature, output];
                    var (loss, score) = (value * value * energy, Math.Abs(value) * (byMagnitude ? 1 : Math.Sqrt(energy)));
                    all += loss;
                    if (mask[feature, output])
                    {
                        kept = double.IsNaN(kept) ? score : Math.Min(kept, score);
                        continue;
                    }

                    gone = double.IsNaN(gone) ? score : Math.Max(gone, score);
                    lost += loss;
                    // Rows of a convolution are (kernel, channel).
                    ofInputs[(part * channels) + (feature % channels)] += 1.0 / (weight.Layout.Window * outputs);
                    ofOutputs[(part * outputs) + output] += 1.0 / matrix.Rows;
                }
            }
        }

        return new MaskFindings(
            new ZeroShares(ofInputs.ToValueList()), new ZeroShares(ofOutputs.ToValueList()),
            byMagnitude || features is null ? "|w|" : "|w|·‖x‖", gone, kept, all > 0 ? lost / all : 0);
    }
}

/// <summary>Shares of zeros along one side of a weight.</summary>
/// <param name="Shares">By index, from 0 to 1; not empty.</param>
public sealed record ZeroShares(ValueList<double> Shares)
{
    // Sums of shares miss 1 by their rounding.
    private const double AllButNothing = 1 - 1e-9;

    /// <summary>The smallest share.</summary>
    public double Least => Shares.Min();

    /// <summary>The middle share.</summary>
    public double Median => Shares.Order().ElementAt(Shares.Count / 2);

    /// <summary>The largest share.</summary>
    public double Most => Shares.Max();

    /// <summary>How many have lost everything.</summary>
    public int Emptied => Shares.Count(share => share >= AllButNothing);

    /// <summary>The indices that lost most, first the one that lost the most.</summary>
    public IEnumerable<int> Hardest(int count) => Enumerable.Range(0, Shares.Count).OrderByDescending(index => Shares[index]).Take(count);
}
