using PruneBuild.Numerics.Training;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>AdamW under a mask that stays.</summary>
/// <param name="tensor">The tensor.</param>
/// <param name="start">Its values.</param>
/// <param name="rates">Of its steps.</param>
internal sealed class AdaptiveUpdate(TrainedTensor tensor, float[] start, LearningSchedule rates) : TensorUpdate(start)
{
    private readonly AdamW optimiser = new(start.Length, new AdamWOptions(SecondDecay: 0.95));

    /// <inheritdoc />
    public override IReadOnlyList<float[]> Memory => [optimiser.First.ToArray(), optimiser.Second.ToArray()];

    /// <inheritdoc />
    public override void Step(float[] gradient, int step, int epoch)
    {
        optimiser.Step(Values, gradient, rates.At(step));
        for (var i = 0; tensor.Kept is { } kept && i < kept.Length; i++)
            Values[i] = kept[i] ? Values[i] : 0f;
    }

    /// <inheritdoc />
    protected override void Recall(int steps, IReadOnlyList<float[]> memory) => optimiser.Resume(steps, memory[0], memory[1]);
}
