namespace PruneBuild.Engine.Pipeline.Records;

/// <summary>Where the records come from that a model was measured on.</summary>
public enum RecordOrigin
{
    /// <summary>The manifest names them to measure on.</summary>
    Validation,

    /// <summary>Those that methods looked at, of a model that has no others and takes nothing random.</summary>
    Calibration,

    /// <summary>Random, because the manifest names none.</summary>
    Random,
}
