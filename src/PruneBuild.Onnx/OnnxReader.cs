using Google.Protobuf;
using PruneBuild.Diagnostics;
using PruneBuild.Onnx.Files;
using PruneBuild.Onnx.Proto;
using PruneBuild.Onnx.Reading;

namespace PruneBuild.Onnx;

/// <summary>Reads ONNX files.</summary>
public static class OnnxReader
{
    /// <summary>Reads a model and checks that all its tensors are complete; external data is mapped, not copied.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="named">Where the user named it: a diagnostic about a path that leads to no file stands there.
    /// Null to point at the path itself.</param>
    /// <returns>The model, or why it cannot be used; a file that is broken or hostile never ends in an exception.</returns>
    public static Result<OnnxModel> Read(string path, SourceSpan? named = null)
    {
        var content = ModelFile.Read(path, named);
        return content.IsOk ? Parse(content.Value, path) : content.As<OnnxModel>();
    }

    /// <summary>What a file says, for those who look at names and sizes alone: nothing is checked, and external data
    /// is not opened.</summary>
    /// <returns>The message; null for a file that is no model: <see cref="Read" /> says what is wrong with it.</returns>
    public static ModelProto? Peek(string path)
    {
        var content = ModelFile.Read(path);
        try
        {
            return content.IsOk ? ModelProto.Parser.ParseFrom(content.Value.Span) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>Parses a model from memory; <paramref name="path" /> says where external data would lie and names it in messages.</summary>
    public static Result<OnnxModel> Parse(ReadOnlyMemory<byte> bytes, string? path = null)
    {
        var name = path ?? "model in memory";
        var place = path is null ? null : new SourceSpan(path);
        if (bytes.IsEmpty)
            return Result<OnnxModel>.Fail(DiagnosticCatalog.ModelUnreadable, place, name, "it is empty");
        if (LfsPointer.Is(bytes.Span))
            return Result<OnnxModel>.Fail(DiagnosticCatalog.ModelIsLfsPointer, place, name);
        ModelProto proto;
        try
        {
            proto = ModelProto.Parser.ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            return Result<OnnxModel>.Fail(
                DiagnosticCatalog.ModelUnreadable, place, name, $"it is not an ONNX file, or is damaged ({e.Message.TrimEnd('.')})");
        }
        if (proto.Graph is null)
            return Result<OnnxModel>.Fail(DiagnosticCatalog.ModelUnreadable, place, name, "it is not an ONNX model: no graph is in it");
        return Check(new(proto, path), name, place);
    }

    private static Result<OnnxModel> Check(OnnxModel model, string name, SourceSpan? place)
    {
        try
        {
            var result = TensorCheck.Run(model, name, place);
            if (!result.IsOk)
                model.Dispose();
            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            model.Dispose();
            return Result<OnnxModel>.Fail(DiagnosticCatalog.ModelUnreadable, place, name, e.Message);
        }
    }
}
