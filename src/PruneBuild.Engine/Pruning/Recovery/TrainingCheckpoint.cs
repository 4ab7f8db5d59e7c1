using System.Runtime.InteropServices;
using System.Text;
using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>A file with the state of a training; whole, or that of an earlier moment.</summary>
/// <param name="path">The file.</param>
internal sealed class TrainingCheckpoint(string path)
{
    private const int Format = 3;
    private const int HeaderBytes = (3 * sizeof(int)) + (3 * sizeof(double));

    /// <summary>Notes a state.</summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public void Save(TrainingState state)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, stream => Write(stream, state));
    }

    /// <summary>The state that was noted; null without one, or when the file is of another form.</summary>
    /// <param name="counts">Elements of the trained tensors, in their order.</param>
    /// <param name="remembered">How many arrays their optimiser remembers.</param>
    public TrainingState? Load(IReadOnlyList<int> counts, int remembered)
    {
        if (!File.Exists(path)
            || new FileInfo(path).Length
                != HeaderBytes + counts.Sum(count => (TensorState.OwnArrays + remembered) * (long)sizeof(float) * count))
            return null;
        using var reader = new BinaryReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
        return reader.ReadInt32() != Format
            ? null
            : new TrainingState(
                reader.ReadInt32(), reader.ReadDouble(), reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(),
                [.. counts.Select(
                    count => new TensorState(Read(count), Read(count), [.. Enumerable.Range(0, remembered).Select(_ => Read(count))]))]);

        float[] Read(int count)
        {
            var values = new float[count];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }
    }

    private static void Write(Stream stream, TrainingState state)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Format);
        writer.Write(state.Steps);
        writer.Write(state.Factor);
        writer.Write(state.Waiting);
        writer.Write(state.LossBefore);
        writer.Write(state.LossAfter);
        foreach (var array in state.Tensors.SelectMany(tensor => tensor.Arrays))
            writer.Write(MemoryMarshal.AsBytes(array.AsSpan()));
    }
}

/// <summary>All that a training carries from step to step, besides the order of batches, which follows from its seed.</summary>
/// <param name="Steps">Steps that were taken.</param>
/// <param name="Factor">Its rates, as a multiple of the usual ones.</param>
/// <param name="Waiting">Looks at held-out data since the last gain.</param>
/// <param name="LossBefore">Held-out loss before the first step.</param>
/// <param name="LossAfter">The smallest held-out loss.</param>
/// <param name="Tensors">In the order of the trained tensors.</param>
internal sealed record TrainingState(
    int Steps, double Factor, int Waiting, double LossBefore, double LossAfter, IReadOnlyList<TensorState> Tensors);

/// <summary>What of it belongs to one tensor.</summary>
/// <param name="Values">As trained so far.</param>
/// <param name="Best">Those with the smallest held-out loss.</param>
/// <param name="Memory">What the optimiser remembers, such as AdamW's means of gradients and of their squares.</param>
internal sealed record TensorState(float[] Values, float[] Best, IReadOnlyList<float[]> Memory)
{
    public const int OwnArrays = 2;

    public IEnumerable<float[]> Arrays => [Values, Best, .. Memory];
}
