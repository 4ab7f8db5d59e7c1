namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>A folder in which trainings note how far they are, so that a run that was broken off goes on from there.</summary>
/// <param name="folder">The folder, named after all that the trainings depend on. It is made when something is noted.</param>
public sealed class RecoveryCheckpoints(string folder)
{
    private const string Prefix = ".recovery-";
    private const int Digits = 16;

    /// <summary>Those of a model.</summary>
    /// <param name="outputFolder">Folder of artifacts.</param>
    /// <param name="key">Hash of all that the pruned model depends on.</param>
    public static RecoveryCheckpoints In(string outputFolder, string key) => new(Path.Combine(outputFolder, Prefix + key[..Digits]));

    /// <summary>Deletes those of runs that were broken off and never went on. Call it only while holding the lock
    /// of the output folder.</summary>
    public static void Clear(string outputFolder)
    {
        foreach (var abandoned in Directory.EnumerateDirectories(outputFolder, Prefix + "*"))
            Directory.Delete(abandoned, recursive: true);
    }

    /// <summary>Those of one step of the model.</summary>
    public RecoveryCheckpoints OfStep(int number) => new(Path.Combine(folder, FormattableString.Invariant($"{number}")));

    /// <summary>That of one of a step's trainings, in the order in which they run.</summary>
    internal TrainingCheckpoint OfTraining(int number) => new(Path.Combine(folder, FormattableString.Invariant($"{number}.state")));

    /// <summary>Deletes them: the model is done.</summary>
    public void Delete()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
