using PruneBuild.Numerics.Algebra;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.KPrune;

/// <summary>The two kinds of knowledge that a unit holds: what is lost when its mask becomes zero (K-prune, section 4.2).</summary>
public static class Knowledge
{
    /// <summary>K_rep of each feature: (1/n)·Σ f²·mean over outputs of W².</summary>
    /// <param name="consumer">Weight and moments; the diagonal is enough.</param>
    public static double[] OfFeatures(ConsumerEvidence consumer)
    {
        var moments = consumer.Moments ?? throw new InvalidOperationException("K-prune needs the moments that it requests.");
        var knowledge = new double[consumer.Weight.Rows];
        for (var feature = 0; feature < knowledge.Length; feature++)
        {
            var norm = 0.0;
            foreach (var weight in consumer.Weight.Row(feature))
                norm += weight * weight;
            knowledge[feature] = moments.SquareSums[feature] / moments.Rows * norm / consumer.Weight.Columns;
        }

        return knowledge;
    }

    /// <summary>K_rep of each unit as the mean over its features: what they put out is taken to be uncorrelated. What it holds in several
    /// experts adds up, as each row goes to one of them.</summary>
    public static double[] Representational(ConsumerEvidence consumer)
    {
        var (features, experts) = (OfFeatures(consumer), consumer.Consumer.ExpertCount);
        return PerUnit(consumer, unit => consumer.Consumer.FeaturesOf(unit).Average(feature => features[feature]) * experts);
    }

    /// <summary>K_rep of each unit as a whole, over the number of its features: tr(W_uᵀ G_uu W_u)/(n·o·features).</summary>
    /// <param name="consumer">Weight and moments, the Gram matrix with them.</param>
    public static double[] ExactRepresentational(ConsumerEvidence consumer)
    {
        var moments = consumer.Moments?.ToSecondMoments()
            ?? throw new InvalidOperationException("K-prune needs the moments that it requests.");
        return PerUnit(consumer, unit =>
        {
            int[] features = [.. consumer.Consumer.FeaturesOf(unit)];
            var weight = consumer.Weight.SelectRows(features);
            var energy = DenseAlgebra.Cpu.Multiply(moments.Gram.PrincipalSubmatrix(features), weight).InnerProduct(weight);
            return energy / moments.Count / weight.Columns / features.Length;
        });
    }

    /// <summary>K_pred of each unit: (1/M)·Σ mean over its indices of ½·g².</summary>
    /// <param name="pattern">Where units lie on the tap.</param>
    /// <param name="squares">Σ g² of each index of the tap.</param>
    /// <param name="records">M.</param>
    public static double[] Predictive(AxisPattern pattern, double[] squares, long records)
    {
        var knowledge = new double[pattern.Units];
        for (var unit = 0; unit < knowledge.Length; unit++)
            knowledge[unit] = pattern.Indices(unit).Average(index => 0.5 * squares[index]) / records;
        return knowledge;
    }

    private static double[] PerUnit(ConsumerEvidence consumer, Func<int, double> knowledge) =>
        [.. Enumerable.Range(0, consumer.Consumer.TapPattern.Units).Select(knowledge)];
}
