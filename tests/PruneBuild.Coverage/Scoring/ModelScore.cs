using PruneBuild.Coverage.Truth;

namespace PruneBuild.Coverage.Scoring;

/// <summary>A line of the scoreboard.</summary>
/// <param name="Name">The model.</param>
/// <param name="Nodes">Nodes of its main graph.</param>
/// <param name="Findings">What became of each true structure.</param>
/// <param name="Groups">Groups found.</param>
/// <param name="Inputs">Inputs that every cut was proven on.</param>
/// <param name="Defects">Groups (and whole plans) whose cut is wrong, and how.</param>
/// <param name="Refusals">Refused dimensions by operator and reason.</param>
/// <param name="Failure">Why there is no structure at all; else null.</param>
internal sealed record ModelScore(
    string Name,
    int Nodes,
    IReadOnlyList<Finding> Findings,
    int Groups,
    int Inputs,
    IReadOnlyList<string> Defects,
    IReadOnlyList<string> Refusals,
    string? Failure)
{
    /// <summary>Structures of a kind: found, and how many an exact cut exists for.</summary>
    public (int Found, int Possible) Count(params TrueKind[] kinds)
    {
        var judged = Findings.Where(finding => kinds.Contains(finding.Structure.Kind)).ToList();
        return (judged.Count(finding => finding.Outcome == Outcome.Found), judged.Count(finding => finding.Outcome != Outcome.NotExact));
    }
}
