using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>
/// Cells of tables that were made already, a line each in <c>artifacts/tables</c>, so that a table that was stopped goes on where it was. Not keyed
/// by the code that made them: delete the file after a change that should show.
/// </summary>
/// <param name="name">Of the table.</param>
internal sealed class FinishedCells(string name)
{
    private readonly string path = Path.Combine(SharedFolder.Repository(), "artifacts", "tables", $"{name}.tsv");

    /// <summary>The cell; null when it was not made yet.</summary>
    /// <param name="subject">The model.</param>
    /// <param name="prune">What was done to it.</param>
    public MaskTrial? Find(string subject, string prune) => Lines()
        .Select(line => line.Split('\t'))
        .Where(fields => fields[0] == subject && fields[1] == prune)
        .Select(fields => MaskTrial.Parse(fields[2..]))
        .LastOrDefault();

    /// <summary>Keeps a cell, at once.</summary>
    public void Add(string subject, string prune, MaskTrial trial)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.AppendAllText(path, $"{subject}\t{prune}\t{trial.Line()}\n");
    }

    private string[] Lines() => File.Exists(path) ? File.ReadAllLines(path) : [];
}
