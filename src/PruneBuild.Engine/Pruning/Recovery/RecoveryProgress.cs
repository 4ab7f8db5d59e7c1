namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>Tells people who wait how far a recovery is, and that it goes on from an earlier run where it does.</summary>
/// <param name="clock">Who tells them.</param>
internal sealed class RecoveryProgress(StageClock clock)
{
    /// <summary>The stage.</summary>
    public const string Stage = "recovering";

    /// <summary>The stage once a training went on from the notes of a run that was broken off.</summary>
    public const string StageGoingOn = "recovering, on from where an earlier run was broken off";

    private string stage = Stage;

    /// <summary>That of one of several trainings. Once one goes on from notes, the stage says so.</summary>
    /// <param name="number">Which, from 0.</param>
    /// <param name="count">Of how many.</param>
    public TrainingProgress Part(int number, int count) => new(
        share => clock.Report(stage, (number + share) / count), () => stage = StageGoingOn);
}

/// <summary>What a training tells.</summary>
/// <param name="Report">How far it is.</param>
/// <param name="GoOn">That it goes on from notes of an earlier run.</param>
internal sealed record TrainingProgress(Action<double> Report, Action GoOn);
