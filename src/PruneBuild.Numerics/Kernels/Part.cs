namespace PruneBuild.Numerics.Kernels;

/// <summary>Which elements of a product are wanted.</summary>
internal enum Part
{
    All,

    /// <summary>On and below the main diagonal; what lies above it is left as it is or holds rubbish.</summary>
    Lower,
}
