namespace PruneBuild.GradientScores;

/// <summary>How close the gradients of a model are to what they should be.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Kind">What they were compared with.</param>
/// <param name="Masks">How many masks' gradients were compared.</param>
/// <param name="Weights">How many weights'.</param>
/// <param name="WorstMask">Largest relative error among masks.</param>
/// <param name="WorstWeight">Among weights.</param>
/// <param name="Worst">What has the largest error.</param>
/// <param name="Failure">Why there is none; null otherwise.</param>
internal sealed record GradientScore(
    string Model, Comparison Kind, int Masks, int Weights, double WorstMask, double WorstWeight, string Worst, string? Failure = null)
{
    private const double Allowed = 1e-3;
    private const double AllowedAlongDirections = 1e-2;

    /// <summary>True when every gradient is close, or there is nothing to hold it against.</summary>
    public bool Holds => Failure is null && Kind switch
    {
        Comparison.Recorded => WorstMask <= Allowed && WorstWeight <= Allowed,
        Comparison.Directional => WorstWeight <= AllowedAlongDirections,
        _ => true,
    };

    /// <summary>A model without gradients.</summary>
    public static GradientScore Failed(string model, string reason) => new(model, Comparison.Recorded, 0, 0, 0, 0, "", reason);
}

/// <summary>What gradients are compared with.</summary>
internal enum Comparison
{
    /// <summary>What another framework recorded.</summary>
    Recorded,

    /// <summary>Changes of the loss along random directions.</summary>
    Directional,

    /// <summary>The float model's, of a quantised one.</summary>
    StraightThrough,
}
