namespace PruneBuild.Numerics.Training;

/// <summary>Rates that fall to zero along half a wave.</summary>
/// <param name="Peak">The rate of the first step.</param>
/// <param name="Steps">All steps.</param>
public sealed record CosineSchedule(double Peak, int Steps)
{
    /// <summary>The rate of a step, counted from zero.</summary>
    public double At(int step) => 0.5 * Peak * (1 + Math.Cos(Math.PI * step / Steps));
}
