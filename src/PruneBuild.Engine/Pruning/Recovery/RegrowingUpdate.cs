using PruneBuild.Numerics.Training;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>Gradient descent with momentum under a mask that is chosen again by magnitude after every step. The model reads masked values;
/// what the mask leaves out is trained too, and may come back.</summary>
/// <remarks>Xie et al., UniPTS: A Unified Framework for Proficient Post-Training Sparsity (CVPR 2024).</remarks>
/// <param name="tensor">The tensor.</param>
/// <param name="start">Its values, those of masked elements too.</param>
/// <param name="rates">Of its steps.</param>
/// <param name="regrowth">How.</param>
internal sealed class RegrowingUpdate(TrainedTensor tensor, float[] start, CosineSchedule rates, RegrowthRecipe regrowth)
    : TensorUpdate(start)
{
    private readonly MomentumSgd optimiser = new(
        start.Length, new MomentumSgdOptions(regrowth.Momentum, regrowth.WeightDecay, regrowth.MaskedDecay));

    // The mask of the values as they are; null until somebody asks.
    private bool[]? now;

    /// <inheritdoc />
    public override IReadOnlyList<float[]> Memory => [optimiser.Velocity.ToArray()];

    /// <inheritdoc />
    public override float[] Read(float[] values) =>
        Mask(values) is { } kept ? [.. values.Select((value, i) => kept[i] ? value : 0f)] : values;

    /// <inheritdoc />
    public override bool[]? Mask(float[] values) =>
        values == Values ? now ??= tensor.Moving?.Choose(values) : tensor.Moving?.Choose(values);

    /// <inheritdoc />
    public override void Step(float[] gradient, int step, int epoch)
    {
        var factor = (float)regrowth.LossFactor(epoch);
        for (var i = 0; i < gradient.Length; i++)
            gradient[i] *= factor;
        optimiser.Step(Values, gradient, rates.At(step), Mask(Values));
        now = null;
    }

    /// <inheritdoc />
    protected override void Recall(int steps, IReadOnlyList<float[]> memory)
    {
        optimiser.Resume(memory[0]);
        now = null;
    }
}
