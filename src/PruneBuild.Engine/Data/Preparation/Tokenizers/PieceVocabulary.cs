using System.Buffers.Binary;
using System.Text;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Reading;

namespace PruneBuild.Engine.Data.Preparation.Tokenizers;

/// <summary>The pieces of a <c>tokenizer.bin</c> as llama2.c writes them.</summary>
/// <remarks>A 32-bit length of the longest piece; then for each piece a 32-bit float, its score, a 32-bit length, and its bytes; all
/// little-endian. Pieces are keyed by their bytes as Latin-1, so that pieces which are no valid UTF-8 stay apart.</remarks>
internal sealed class PieceVocabulary
{
    private readonly Dictionary<string, int> numbers;
    private readonly List<string> pieces;
    private readonly List<float> scores;

    private PieceVocabulary(Dictionary<string, int> numbers, List<string> pieces, List<float> scores) =>
        (this.numbers, this.pieces, this.scores) = (numbers, pieces, scores);

    /// <summary>Number of pieces.</summary>
    public int Count => scores.Count;

    /// <summary>Reads a file.</summary>
    /// <returns>The pieces; or PB3020, PB3022 (not such a file).</returns>
    public static Result<PieceVocabulary> Read(string path)
    {
        var read = DataFile.Read(path);
        if (!read.IsOk)
            return read.As<PieceVocabulary>();
        var (bytes, at) = (read.Value, 4);
        var (numbers, pieces, scores) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<string>(), new List<float>());
        while (at + 8 <= bytes.Length)
        {
            var score = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at));
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
            if (length < 0 || length > bytes.Length - at - 8 || !float.IsFinite(score))
                break;
            pieces.Add(Encoding.Latin1.GetString(bytes, at + 8, length));
            numbers.TryAdd(pieces[^1], scores.Count);
            scores.Add(score);
            at += 8 + length;
        }

        return at == bytes.Length && scores.Count > Llama2cTokenizer.FirstByte + byte.MaxValue
            ? Result<PieceVocabulary>.Ok(new PieceVocabulary(numbers, pieces, scores))
            : DataFile.Malformed<PieceVocabulary>(
                path, "it is no tokenizer.bin of llama2.c: scores, lengths and pieces do not end where the file does");
    }

    /// <summary>The number of a piece; −1 when it is none.</summary>
    public int Find(string piece) => numbers.GetValueOrDefault(piece, -1);

    /// <summary>The bytes of a piece, as Latin-1.</summary>
    public string Piece(int number) => pieces[number];

    /// <summary>The score of a piece: pairs of higher scores merge first.</summary>
    public float Score(int number) => scores[number];
}
