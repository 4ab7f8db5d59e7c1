namespace PruneBuild.Numerics.Training;

/// <summary>Rates that rise over the first steps and then fall to zero in a straight line.</summary>
/// <param name="Peak">The highest rate.</param>
/// <param name="Steps">All steps.</param>
/// <param name="MostWarmUp">In how many steps the rate rises: a tenth of all, but so many at most.</param>
public sealed record LearningSchedule(double Peak, int Steps, int MostWarmUp = int.MaxValue)
{
    private const double WarmUpShare = 0.1;

    /// <summary>The rate of a step, counted from zero.</summary>
    public double At(int step)
    {
        var rising = Math.Min(WarmUpShare * Steps, MostWarmUp);
        return step + 1 <= rising ? Peak * (step + 1) / rising : Peak * Math.Max(0, Steps - step) / Math.Max(1, Steps - rising + 1);
    }
}
