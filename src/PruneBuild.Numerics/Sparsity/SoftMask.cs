namespace PruneBuild.Numerics.Sparsity;

/// <summary>How the last step of sparse–dense–sparse chooses the weights that stay.</summary>
public enum SoftMask
{
    /// <summary>Anew at every step of the descent, by Wanda's score |w|·‖x‖: what a weight's magnitude is where every
    /// feature has energy 1.</summary>
    Wanda,

    /// <summary>Anew at every step, by |w|, as published.</summary>
    Magnitude,

    /// <summary>Once, by Wanda's score, and without a descent: as published for large models.</summary>
    None,
}
