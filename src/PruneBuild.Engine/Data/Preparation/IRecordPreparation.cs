using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>Makes model inputs of records; each form of preparation runs an ONNX graph or copies arrays.</summary>
internal interface IRecordPreparation : IDisposable
{
    /// <summary>The record as inputs; or why it cannot become one.</summary>
    Result<PreparedRecord> Prepare(int record);
}
