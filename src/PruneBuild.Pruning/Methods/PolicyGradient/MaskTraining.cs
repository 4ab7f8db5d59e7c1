namespace PruneBuild.Pruning.Methods.PolicyGradient;

/// <summary>Learns the probabilities of masks from losses of forward passes.</summary>
public static class MaskTraining
{
    /// <summary>Runs the updates.</summary>
    /// <param name="start">First probabilities.</param>
    /// <param name="prices">c of each unit.</param>
    /// <param name="budget">What Σ c·s may be.</param>
    /// <param name="loss">The loss of a mask on a step's batch; a step with a loss that is not finite is skipped.</param>
    /// <param name="options">Steps, masks, rate, seed.</param>
    public static double[] Run(
        double[] start, IReadOnlyList<double> prices, double budget, Func<bool[], int, double> loss, PolicyGradientOptions options)
    {
        var random = new Random(options.Seed);
        var probabilities = MaskPolicy.Project(start, prices, budget);
        double? baseline = null;
        for (var step = 0; step < options.Steps; step++)
        {
            var masks = Enumerable.Range(0, options.Masks)
                .Select(_ => Array.ConvertAll(probabilities, probability => random.NextDouble() < probability)).ToArray();
            var losses = Array.ConvertAll(masks, mask => loss(mask, step));
            if (!losses.All(double.IsFinite))
                continue;
            baseline = baseline is { } old ? old + ((losses.Average() - old) / options.Window) : losses.Average();
            var direction = MaskPolicy.Direction(probabilities, masks, losses, baseline.Value);
            var rate = options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * step / options.Steps)) / Math.Max(
                Math.Abs(baseline.Value), double.Epsilon);
            probabilities = MaskPolicy.Project(
                [.. probabilities.Select((probability, unit) => probability - (rate * direction[unit]))], prices, budget);
        }

        return probabilities;
    }
}
