namespace PruneBuild.Numerics.Training;

/// <summary>Rates that rise over the first steps and then fall to zero in a straight line.</summary>
/// <param name="Peak">The highest rate.</param>
/// <param name="Steps">All steps.</param>
/// <param name="WarmUp">Share of the steps in which the rate rises.</param>
public sealed record LearningSchedule(double Peak, int Steps, double WarmUp = 0.1)
{
    /// <summary>The rate of a step, counted from zero.</summary>
    public double At(int step)
    {
        var rising = WarmUp * Steps;
        return step + 1 <= rising ? Peak * (step + 1) / rising : Peak * Math.Max(0, Steps - step) / Math.Max(1, Steps - rising + 1);
    }
}
