using PruneBuild.Numerics.Training;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>One tensor while it is trained. Mutable.</summary>
/// <param name="values">To start from; changed by steps.</param>
internal abstract class TensorUpdate(float[] values)
{
    /// <summary>What steps change.</summary>
    public float[] Values { get; private set; } = values;

    /// <summary>What the optimiser remembers, arrays of as many elements; the first is where it was heading.</summary>
    public abstract IReadOnlyList<float[]> Memory { get; }

    /// <summary>The update that a recipe asks for, with a highest rate. It is reached within a trial of a rate: one that saw the rise alone
    /// would take too high a rate for the best.</summary>
    public static TensorUpdate Of(TrainedTensor tensor, float[] start, RecoveryRecipe recipe, double rate) =>
        recipe.Regrowth is { } regrowth
            ? new RegrowingUpdate(tensor, tensor.Start?.ToArray() ?? start, new CosineSchedule(rate, recipe.Steps), regrowth)
            : new AdaptiveUpdate(tensor, start, new LearningSchedule(rate, recipe.Steps, Trainer.LookEvery));

    /// <summary>What the model reads where values are these.</summary>
    public virtual float[] Read(float[] values) => values;

    /// <summary>The mask of these values, where it is chosen by them; null where it is not.</summary>
    public virtual bool[]? Mask(float[] values) => null;

    /// <summary>One step.</summary>
    /// <param name="gradient">At what the model reads; may be changed.</param>
    /// <param name="step">Steps before it.</param>
    /// <param name="epoch">Whole passes over the training data before it.</param>
    public abstract void Step(float[] gradient, int step, int epoch);

    /// <summary>Goes on where another one stopped.</summary>
    /// <param name="steps">Steps that it had taken.</param>
    /// <param name="state">Its values and memory.</param>
    public void Resume(int steps, TensorState state)
    {
        Values = state.Values;
        Recall(steps, state.Memory);
    }

    /// <summary>Goes on from other values with what another one remembers, but not where that was heading.</summary>
    /// <param name="steps">Steps that it had taken.</param>
    /// <param name="values">Copied.</param>
    /// <param name="memory">What it remembers.</param>
    public void GoOn(int steps, float[] values, IReadOnlyList<float[]> memory) =>
        Resume(steps, new TensorState([.. values], [], [new float[values.Length], .. memory.Skip(1)]));

    /// <summary>Takes over what another optimiser remembers.</summary>
    protected abstract void Recall(int steps, IReadOnlyList<float[]> memory);
}
