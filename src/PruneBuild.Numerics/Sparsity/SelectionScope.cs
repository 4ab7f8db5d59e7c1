namespace PruneBuild.Numerics.Sparsity;

/// <summary>Among which weights scores are compared. Patterns compare within their groups whatever the scope.</summary>
public enum SelectionScope
{
    /// <summary>All weights of the layer.</summary>
    Layer,

    /// <summary>The weights of one output: every output loses the same share.</summary>
    Output,
}
